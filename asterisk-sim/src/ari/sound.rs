//! Sound that goes out of a bridge and comes back, as RTP: who waits for an echo speaks until it is there.

use std::net::SocketAddr;
use std::time::Duration;

use super::people::When;
use super::world::{Timer, World};

/// What is to be sent by UDP, and where.
pub(crate) type Datagram = (SocketAddr, Vec<u8>);

/// How much sound is in a packet.
const PACKET: Duration = Duration::from_millis(20);
const SAMPLES: u32 = 160;

impl World {
    /// Somebody who waits for an echo may be in this bridge with outside media: speaks, if so.
    pub(super) fn speak_in(&mut self, bridge: &str) {
        if !self.outside(bridge).is_empty()
            && !self.who_waits(bridge).is_empty()
            && !self.is_spoken_in(bridge)
        {
            self.after(Duration::ZERO, Timer::Speaks { bridge: bridge.to_owned(), packet: 0 });
        }
    }

    /// One packet, and then the next.
    pub(super) fn speaks(&mut self, bridge: &str, packet: u32) {
        if self.who_waits(bridge).is_empty() {
            return;
        }
        for address in self.outside(bridge) {
            self.sound.push((address, rtp(packet)));
        }
        self.after(PACKET, Timer::Speaks { bridge: bridge.to_owned(), packet: packet.wrapping_add(1) });
    }

    /// A packet has come from outside.
    pub(crate) fn hear(&mut self, from: SocketAddr, now: Duration) {
        self.now = now;
        let of = self.channels.values().find(|channel| channel.media_to == Some(from));
        let Some(bridge) = of.and_then(|channel| channel.bridge.clone()) else { return };
        for id in self.who_waits(&bridge) {
            self.happened(&id, &When::Echoed);
        }
    }

    /// What is to be sent by UDP since this was last taken.
    pub(crate) fn take_sound(&mut self) -> Vec<Datagram> {
        std::mem::take(&mut self.sound)
    }

    /// Where the sound of a bridge goes.
    fn outside(&self, bridge: &str) -> Vec<SocketAddr> {
        let inside = self.bridges.get(bridge).map(|bridge| bridge.channels.as_slice()).unwrap_or_default();
        inside.iter().filter_map(|id| self.channels.get(id)?.media_to).collect()
    }

    /// Who waits for an echo there.
    fn who_waits(&self, bridge: &str) -> Vec<String> {
        let inside = self.bridges.get(bridge).map(|bridge| bridge.channels.as_slice()).unwrap_or_default();
        let waits = |id: &&String| {
            let next = self.channels.get(*id).and_then(|channel| channel.steps.front());
            next.is_some_and(|step| step.when == When::Echoed)
        };
        inside.iter().filter(waits).cloned().collect()
    }
}

/// A packet of mu-law silence.
fn rtp(number: u32) -> Vec<u8> {
    let mut packet = vec![0x80, 0];
    let [_, _, high, low] = number.to_be_bytes();
    packet.extend_from_slice(&[high, low]);
    packet.extend_from_slice(&number.wrapping_mul(SAMPLES).to_be_bytes());
    packet.extend_from_slice(b"echo");
    packet.resize(12 + 160, 0xff);
    packet
}
