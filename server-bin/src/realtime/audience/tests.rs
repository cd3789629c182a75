use callflow_core::store::AgentRow;
use callflow_core::store::testkit::sample_rows::agent;
use proptest::prelude::*;

use super::super::classes::{Classes, ClientId};
use super::super::samples::{TENANTS, audience, call, reach};
use super::*;

proptest! {
    /// The same calls, agents, queues and extensions as over HTTP.
    #[test]
    fn what_is_seen_is_what_the_routes_show(
        reach in reach(), call in call(), tenant in 0..2_usize, names in any::<[bool; 2]>()
    ) {
        let Some(reach) = reach else { return Ok(()) };
        prop_assert_eq!(Facts::of_call(&call).are_within(&reach), reach.holds_call(&call));
        let tenant: Arc<str> = TENANTS[tenant].into();
        let (number, queue): (Arc<str>, Arc<str>) = (
            if names[0] { "101" } else { "102" }.into(),
            if names[1] { "sales" } else { "support" }.into(),
        );
        let of_queue = Facts::of_queue(&tenant, &queue);
        prop_assert_eq!(of_queue.are_within(&reach), reach.holds_queue(&tenant, &queue));
        let of_extension = Facts::of_extension(&tenant, &number);
        prop_assert_eq!(of_extension.are_within(&reach), reach.holds_number(&tenant, &number));
        let row = AgentRow {
            tenant: tenant.clone(), number: Some("103".into()), queues: vec![queue], ..agent(&number, 0)
        };
        let of_agent = Facts::of_agent(&tenant, (&row.agent, row.number.as_ref()), &row.queues);
        prop_assert_eq!(of_agent.are_within(&reach), reach.holds_agent(&row));
    }

    /// The index finds those of whom [`Audience::sees`] says so, whoever has come and gone.
    #[test]
    fn the_index_finds_who_sees(
        audiences in proptest::collection::vec((audience(), any::<bool>()), 0..12), call in call()
    ) {
        let mut classes = Classes::default();
        let mut joined = Vec::new();
        for (number, (audience, stays)) in audiences.iter().enumerate() {
            let client = ClientId(number as u64);
            let class = classes.join(client, audience);
            joined.push((client, class, audience, *stays));
        }
        for (client, class, _, _) in joined.iter().filter(|(.., stays)| !stays) {
            classes.leave(*client, *class);
        }
        let facts = Facts::of_call(&call);
        let of_tenant = Facts::of_tenant(&call.tenant);
        for part in [Part::Calls, Part::Queues, Part::Agents, Part::Extensions, Part::Link] {
            for facts in [&facts, &of_tenant] {
                let mut found: Vec<ClientId> =
                    classes.seeing(part, facts).into_iter().flat_map(|class| classes.clients(class)).collect();
                found.sort_unstable();
                let staying = joined.iter().filter(|(.., stays)| *stays);
                let sees = staying.filter(|(_, _, audience, _)| audience.sees(part, facts));
                let want: Vec<ClientId> = sees.map(|(client, ..)| *client).collect();
                prop_assert_eq!(found, want, "{:?}", part);
            }
        }
        for (client, class, _, _) in joined.iter().filter(|(.., stays)| *stays) {
            classes.leave(*client, *class);
        }
        prop_assert!(classes.is_empty());
    }
}
