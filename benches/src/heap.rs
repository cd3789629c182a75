//! Counts what is allocated.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};

#[global_allocator]
static HEAP: Counting = Counting;

static ALLOCATIONS: AtomicU64 = AtomicU64::new(0);
static LIVE_BYTES: AtomicU64 = AtomicU64::new(0);
static COUNTS: AtomicBool = AtomicBool::new(true);

/// How often memory was asked for since the start; growing counts, giving back does not.
pub(crate) fn allocations() -> u64 {
    ALLOCATIONS.load(Relaxed)
}

/// How many bytes are in use, as asked for: what the system's allocator adds is not in it.
pub(crate) fn live_bytes() -> u64 {
    LIVE_BYTES.load(Relaxed)
}

/// Counts no more: threads that count together would slow each other down, and count wrong.
pub(crate) fn stop_counting() {
    COUNTS.store(false, Relaxed);
}

#[derive(Debug)]
struct Counting;

/// Measuring what counts runs on one thread, so reading and writing back is enough. An atomic addition would cost more than
/// some of the allocations that it counts.
fn count(counter: &AtomicU64, change: impl FnOnce(u64) -> u64) {
    if COUNTS.load(Relaxed) {
        counter.store(change(counter.load(Relaxed)), Relaxed);
    }
}

#[expect(
    unsafe_code,
    reason = "an allocator cannot be written without; each call goes on to the system's as it came"
)]
// SAFETY: all is left to `System`, which keeps the contract.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(&ALLOCATIONS, |n| n + 1);
        count(&LIVE_BYTES, |n| n.wrapping_add(layout.size() as u64));
        // SAFETY: the caller's promises are those that `System` asks for.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        count(&ALLOCATIONS, |n| n + 1);
        count(&LIVE_BYTES, |n| n.wrapping_add(layout.size() as u64));
        // SAFETY: as above.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, ptr: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        count(&ALLOCATIONS, |n| n + 1);
        count(&LIVE_BYTES, |n| n.wrapping_add(new_size as u64).wrapping_sub(layout.size() as u64));
        // SAFETY: as above.
        unsafe { System.realloc(ptr, layout, new_size) }
    }

    unsafe fn dealloc(&self, ptr: *mut u8, layout: Layout) {
        count(&LIVE_BYTES, |n| n.wrapping_sub(layout.size() as u64));
        // SAFETY: as above.
        unsafe { System.dealloc(ptr, layout) }
    }
}
