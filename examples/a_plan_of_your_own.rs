//! A dial plan from a file, and what it makes of numbers.

use std::io::Write;

use callflow_core::Plan;
use callflow_core::plan::{DirectionQuestion, TenantQuestion};

const FILE: &str = r#"
[inbound]
contexts = ["from-provider"]

[numbers]
internal = ["_2XX", "_*."]
access_prefixes = ["0"]
country_code = "49"
national_prefix = "0"
international_prefix = "00"

[[tenants]]
name = "acme"
dids = ["_+493012345XX"]
"#;

fn main() -> anyhow::Result<()> {
    let plan: Plan = toml::from_str(FILE)?;
    let mut out = std::io::stdout().lock();

    for number in ["201", "030123456", "0012025550143", "+49301234501"] {
        let internal = if plan.is_internal(number) { "inside" } else { "outside" };
        writeln!(out, "{number}: {internal}, {}", plan.normalise(number))?;
    }
    let direction = plan.direction(DirectionQuestion {
        context: Some("from-provider"),
        endpoint: Some("sip-1"),
        dialled: Some("+49301234501"),
        ..DirectionQuestion::default()
    });
    let tenant = plan.tenant(TenantQuestion { did: Some("+49301234501"), ..TenantQuestion::default() });
    writeln!(out, "a call from the provider is {direction:?}, and {tenant}'s")?;
    anyhow::ensure!(tenant == "acme");
    Ok(())
}
