//! Which agents, queues and extensions are within reach.

use callflow_core::store::AgentRow;

use super::Reach;

impl Reach {
    /// Whether this extension or agent number of this tenant is within reach: in the whole of a tenant any, else one's own.
    ///
    /// For what is done to a phone: to call from it, to lease it, to pause the agent at it.
    #[must_use]
    pub fn holds_number(&self, tenant: &str, number: &str) -> bool {
        self.tenants().holds(tenant) && (self.is_whole() || self.numbers().contains(number))
    }

    /// Whether this queue of this tenant is within reach.
    #[must_use]
    pub fn holds_queue(&self, tenant: &str, queue: &str) -> bool {
        self.tenants().holds(tenant) && (self.is_whole() || self.seen_queues().contains(queue))
    }

    /// Whether this agent is within reach: one's own, or a member of a queue that is seen.
    #[must_use]
    pub fn holds_agent(&self, agent: &AgentRow) -> bool {
        let own = self.holds_number(&agent.tenant, &agent.agent)
            || agent.number.as_deref().is_some_and(|number| self.holds_number(&agent.tenant, number));
        own || agent.queues.iter().any(|queue| self.holds_queue(&agent.tenant, queue))
    }
}

#[cfg(test)]
mod tests {
    use callflow_core::store::testkit::sample_rows::agent;

    use super::*;

    fn supervisor() -> Reach {
        Reach::Queues {
            tenant: "acme".into(),
            numbers: ["101".into()].into(),
            queues: ["sales".into()].into(),
        }
    }

    fn row(tenant: &str, number: &str, queues: &[&str]) -> AgentRow {
        let mut row = agent(number, 0);
        row.tenant = tenant.into();
        row.number = None;
        row.queues = queues.iter().map(|queue| (*queue).into()).collect();
        row
    }

    #[test]
    fn agents_of_ones_queues_are_within_reach() {
        let own = Reach::Own { tenant: "acme".into(), numbers: ["101".into()].into() };
        let whole = Reach::Tenant("acme".into());
        for (tenant, number, queues, want) in [
            // own, supervisor, tenant, everything
            ("acme", "101", &[][..], [true, true, true, true]),
            ("acme", "102", &["sales"], [false, true, true, true]),
            ("acme", "102", &["support"], [false, false, true, true]),
            ("other", "101", &["sales"], [false, false, false, true]),
        ] {
            let row = row(tenant, number, queues);
            let reaches = [&own, &supervisor(), &whole, &Reach::Everything];
            assert_eq!(reaches.map(|reach| reach.holds_agent(&row)), want, "{tenant} {number} {queues:?}");
        }
    }

    #[test]
    fn phones_are_ones_own_and_queues_are_those_seen() {
        let reach = supervisor();
        assert!(reach.holds_number("acme", "101") && !reach.holds_number("acme", "102"));
        assert!(reach.holds_queue("acme", "sales") && !reach.holds_queue("acme", "support"));
        assert!(!reach.holds_number("other", "101") && !reach.holds_queue("other", "sales"));
    }
}
