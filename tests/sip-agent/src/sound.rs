//! What a telephone that speaks sends: a tone in PCMU, a packet every 20 ms, for as long as a call is up.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::UdpSocket;
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval};

const EVERY: Duration = Duration::from_millis(20);
/// Of 8,000 a second.
const SAMPLES: u16 = 160;

/// Where the other side of a call wants its sound, by the SDP that it has sent.
pub(crate) fn place(sdp: &str) -> Option<SocketAddr> {
    let of = |name: &str| sdp.lines().find_map(|line| line.trim().strip_prefix(name));
    let address = of("c=IN IP4 ")?.parse().ok()?;
    let port = of("m=audio ")?.split(' ').next()?.parse().ok()?;
    Some(SocketAddr::new(address, port))
}

/// Speaks to whoever is named, until nobody can be named any more.
pub(crate) async fn speak(socket: Arc<UdpSocket>, mut to: watch::Receiver<Option<SocketAddr>>) {
    let mut ticks = interval(EVERY);
    // Sound that comes late is sent all the same, so that a busy machine does not shorten it.
    ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let mut number: u16 = 0;
    loop {
        let Some(place) = *to.borrow_and_update() else {
            if to.changed().await.is_err() {
                return;
            }
            ticks.reset();
            continue;
        };
        ticks.tick().await;
        // Whoever is gone hears nothing.
        let _ = socket.send_to(&packet(number), place).await;
        number = number.wrapping_add(1);
        if to.has_changed().is_err() {
            return;
        }
    }
}

/// RTP (RFC 3550) with a loud tone of 500 Hz.
fn packet(number: u16) -> Vec<u8> {
    let mut packet = vec![0x80, 0];
    packet.extend(number.to_be_bytes());
    packet.extend((u32::from(number) * u32::from(SAMPLES)).to_be_bytes());
    packet.extend(0x0ca1_1f10_u32.to_be_bytes());
    packet.extend((0..SAMPLES).map(|sample| if sample / 8 % 2 == 0 { 0x90 } else { 0x10 }));
    packet
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_is_that_of_the_sdp() {
        let sdp = "v=0\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 4002 RTP/AVP 0\r\n";
        assert_eq!(place(sdp), Some(([127, 0, 0, 1], 4002).into()));
        assert_eq!(place("Signal=1\r\n"), None);
    }

    #[test]
    fn a_packet_is_20_ms_of_pcmu() {
        let packet = packet(2);
        assert_eq!((packet.len(), &packet[..8]), (172, &[0x80, 0, 0, 2, 0, 0, 1, 64][..]));
    }
}
