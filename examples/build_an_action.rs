//! Builds an action, and shows that what Asterisk would misread never leaves the program.

use std::io::Write;

use ami_proto::action::Originate;

fn main() -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();

    let action = Originate::new()
        .action_id("crm-77")
        .channel("PJSIP/100")
        .context("from-internal")
        .exten("101")
        .priority("1")
        .build()?
        .variable("X_CRM_ID", "77")?;
    out.write_all(&action.encode()?)?;

    // A line feed in a value would let a caller's name start an action of its own.
    let refused = Originate::new().channel("PJSIP/100\r\nAction: Hangup").build();
    let error = refused.err().ok_or_else(|| anyhow::anyhow!("a line feed was let through"))?;
    writeln!(out, "refused: {error}")?;
    Ok(())
}
