//! Work behind the preview: what may take long is done by threads that give way to those for whom somebody waits.

use rayon::{ThreadPool, ThreadPoolBuilder};

/// Somebody who makes what takes long, one thing after the other.
pub(super) struct Behind {
    /// None where the system gives no more threads: then it is made where it is asked for.
    threads: Option<ThreadPool>,
}

impl Behind {
    pub(super) fn new() -> Behind {
        let threads = ThreadPoolBuilder::new().num_threads(1).thread_name(|_| "behind".to_owned());
        Behind { threads: threads.start_handler(|_| give_way()).build().ok() }
    }

    /// Does it, not now but soon. What it does on many threads it does on these, and so never holds up a rebuild.
    pub(super) fn later(&self, work: impl FnOnce() + Send + 'static) {
        match &self.threads {
            Some(threads) => threads.spawn(work),
            None => work(),
        }
    }
}

/// Lets other threads go first from now on.
pub(super) fn give_way() {
    /// Such a thread gets a tenth of what another one gets (setpriority(2)): where the machine has much to do, it goes
    /// on all the same.
    const BEHIND: i32 = 10;
    // On other systems it would be the whole process. Where it is refused, all are equal.
    #[cfg(target_os = "linux")]
    let _ = rustix::process::setpriority_process(None, BEHIND);
}
