//! dump
use crate::recording::{play, read, root};
#[test]
fn dump() {
    for name in std::env::var("CAP").unwrap().split(',') {
        let (flow, changes) = play(&read(&root().join(name)));
        println!("=== {name}");
        for a in flow.agents() {
            println!("{} {:?} {:?} {:?} {:?}", a.agent, a.name, a.state, a.queues, a.number);
            println!("   {}", serde_json::to_string(&a.today).unwrap());
            let mut t0 = a.first_seen_at;
            for i in &a.intervals { println!("   +{} {:?} {:?} {:?} {}ms", i.from.millis_since(t0), i.state, i.reason, i.queue, i.span(i.to.unwrap_or(i.from)).length().as_millis()); t0 = a.first_seen_at; }
        }
        for q in flow.queues() { println!("Q {} waiting {} {}", q.queue, q.waiting, serde_json::to_string(&q.metrics).unwrap()); }
        let _ = changes;
    }
}
