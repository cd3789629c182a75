//! Those who listen slowly, and those who listen to little.

use ari_client::{GapCause, Interest, Message, Policy, SubscribeOptions};

use crate::server::{Server, idle, next, number, until};

#[tokio::test]
async fn a_slow_reader_is_told_what_it_missed_and_disturbs_nobody() {
    let mut server = Server::start(idle("16")).await;
    let (client, mut socket) = server.connected(server.options().without_snapshots()).await;
    let mut quick = client.subscribe(SubscribeOptions::new());
    let slow = SubscribeOptions::new().named("slow").policy(Policy::Lossless { bytes: 3_000 });
    let mut slow = client.subscribe(slow);
    let mut newest = client.subscribe(SubscribeOptions::new().policy(Policy::Lag { messages: 3 }));
    for number in 0..100 {
        socket.event(number).await;
    }
    let (before, _) = until(&mut quick, |message| number(message) == Some(99)).await;
    assert_eq!(before.iter().filter_map(number).collect::<Vec<_>>(), (0..99).collect::<Vec<_>>());

    let metrics = client.subscribers().into_iter().find(|one| one.name == "slow").unwrap();
    let (first, gap) = until(&mut slow, |message| matches!(message, Message::Gap(_))).await;
    let kept = first.iter().filter_map(number).collect::<Vec<_>>();
    assert_eq!(kept, (0..kept.len()).collect::<Vec<_>>());
    let Message::Gap(gap) = gap else { panic!("{gap:?}") };
    assert_eq!((gap.missed, gap.cause), (Some(100 - kept.len() as u64), GapCause::SlowReader));
    assert_eq!(gap.missed, Some(metrics.missed));

    let (_, gap) = until(&mut newest, |message| matches!(message, Message::Gap(_))).await;
    assert!(matches!(gap, Message::Gap(gap) if gap.missed == Some(97)), "{gap:?}");
    let rest =
        [next(&mut newest).await, next(&mut newest).await, next(&mut newest).await, next(&mut newest).await];
    assert_eq!(rest.iter().filter_map(number).collect::<Vec<_>>(), [97, 98, 99]);
}

#[tokio::test]
async fn interest_chooses() {
    let mut server = Server::start(idle("16")).await;
    let (client, mut socket) = server.connected(server.options().without_snapshots()).await;
    let none = SubscribeOptions::new().interest(Interest::events(["StasisStart"]));
    let mut none = client.subscribe(none);
    let mut all = client.subscribe(SubscribeOptions::new());
    socket.event(1).await;
    until(&mut all, |message| number(message) == Some(1)).await;
    assert!(matches!(none.try_recv(), Some(Message::Connected { .. })));
    assert!(none.try_recv().is_none());
    client.close();
    assert!(none.recv().await.is_none());
}
