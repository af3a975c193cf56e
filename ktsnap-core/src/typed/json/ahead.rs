//! Items that threads work on ahead of the caller.

use std::fmt;
use std::num::NonZero;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, sync_channel};
use std::{thread, vec};

/// What threads make of items, in the order of the items.
///
/// As many threads as the machine runs at once work ahead, with at most two results per thread. They stop when the iterator is
/// dropped.
pub struct Ahead<I, R> {
    items: vec::IntoIter<I>,
    done: usize,
    /// The thread at `k` of `n` has the items at `k`, `k + n`, `k + 2n`.
    threads: Vec<Receiver<R>>,
    work: Arc<dyn Fn(&I) -> R + Send + Sync>,
}

impl<I: Clone + Send + 'static, R: Send + 'static> Ahead<I, R> {
    /// Starts the threads.
    pub fn new(items: Vec<I>, work: impl Fn(&I) -> R + Send + Sync + 'static) -> Self {
        let work: Arc<dyn Fn(&I) -> R + Send + Sync> = Arc::new(work);
        let count = thread::available_parallelism().map_or(1, NonZero::get).min(items.len());
        let threads = (0..count)
            .map(|first| {
                let (sender, receiver) = sync_channel(1);
                let own: Vec<_> = items.iter().skip(first).step_by(count).cloned().collect();
                let work = Arc::clone(&work);
                // If the thread can't be started, `next` does its work.
                let _ = thread::Builder::new().name("ktsnap-read".to_owned()).spawn(move || {
                    for item in own {
                        if sender.send(work(&item)).is_err() {
                            break;
                        }
                    }
                });
                receiver
            })
            .collect();
        Self { items: items.into_iter(), done: 0, threads, work }
    }
}

impl<I, R> Ahead<I, R> {
    /// The number of items that the iterator has returned.
    #[must_use]
    pub fn done(&self) -> usize {
        self.done
    }
}

impl<I, R> Iterator for Ahead<I, R> {
    type Item = (I, R);

    fn next(&mut self) -> Option<Self::Item> {
        let item = self.items.next()?;
        let thread = self.done.checked_rem(self.threads.len()).and_then(|at| self.threads.get(at));
        self.done += 1;
        let made = thread.and_then(|thread| thread.recv().ok()).unwrap_or_else(|| (self.work)(&item));
        Some((item, made))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.items.size_hint()
    }
}

impl<I: fmt::Debug, R> fmt::Debug for Ahead<I, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { items, done, threads, .. } = self;
        let threads = threads.len();
        f.debug_struct("Ahead")
            .field("items", items)
            .field("done", done)
            .field("threads", &threads)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn each_item_has_its_own_result() {
        let mut squares = Ahead::new((0..50_usize).collect(), |item| item * item);
        assert_eq!((squares.done(), squares.size_hint()), (0, (50, Some(50))));
        for item in 0..50 {
            assert_eq!(squares.next(), Some((item, item * item)));
            assert_eq!((squares.done(), squares.size_hint()), (item + 1, (49 - item, Some(49 - item))));
        }
        assert_eq!(squares.next(), None);
        assert_eq!(Ahead::new(Vec::<u8>::new(), |item| *item).next(), None);
    }

    #[test]
    fn the_threads_stop_when_the_iterator_is_dropped() {
        let counted = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&counted);
        let ahead = Ahead::new(vec![(); 10_000], move |()| counter.fetch_add(1, Ordering::Relaxed));
        drop(ahead);
        // Each thread holds the counter until it ends.
        while Arc::strong_count(&counted) > 1 {
            thread::yield_now();
        }
        let threads = thread::available_parallelism().map_or(1, NonZero::get);
        assert!(counted.load(Ordering::Relaxed) <= 2 * threads, "at most two results per thread");
    }
}
