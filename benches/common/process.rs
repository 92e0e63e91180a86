//! The command, and what it takes.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A folder that is gone behind the run.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    /// A new one.
    pub(crate) fn inside(folder: &Path) -> io::Result<Self> {
        let name = format!("wiredrift-bench-{}", std::process::id());
        let folder = Self(folder.join(name));
        fs::create_dir_all(&folder.0)?;
        Ok(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

pub(crate) fn mega(bytes: u64) -> f64 {
    f64::from(u32::try_from(bytes >> 10).unwrap_or(u32::MAX)) / 1024.0
}

/// What it took to check a file.
#[derive(Clone, Copy, Default)]
pub(crate) struct Run {
    /// From start to end.
    pub(crate) took: Duration,
    /// The time of a processor, which does not depend on what else the machine does.
    pub(crate) of_a_core: Duration,
    /// The most memory in bytes.
    pub(crate) peak: u64,
}

/// Checks a file with the command and these options.
pub(crate) fn check(options: &[&str], path: &Path) -> io::Result<Run> {
    let start = Instant::now();
    let child = command(options).arg(path).stdin(Stdio::null()).spawn()?;
    watch(child, start)
}

/// A check with these options, which says nothing.
pub(crate) fn command(options: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wiredrift"));
    command.arg("check").args(options);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// What a process takes until it ends.
pub(crate) fn watch(mut child: Child, start: Instant) -> io::Result<Run> {
    let about = PathBuf::from(format!("/proc/{}", child.id()));
    let mut run = Run::default();
    let exit = loop {
        // What it took so far: gone as soon as the process is.
        run.peak = run.peak.max(peak(&about));
        run.of_a_core = run.of_a_core.max(of_a_core(&about));
        if let Some(exit) = child.try_wait()? {
            break exit;
        }
        std::thread::sleep(Duration::from_millis(1));
    };
    run.took = start.elapsed();
    // What a recorder cut off is a problem, and drift is found.
    match exit.code() {
        Some(0..=2) => Ok(run),
        _ => Err(io::Error::other(format!("the check ended with {exit}"))),
    }
}

/// The peak of the resident memory in bytes (`proc_pid_status(5)`).
fn peak(about: &Path) -> u64 {
    let status = fs::read_to_string(about.join("status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.split_ascii_whitespace().next()?.parse::<u64>().ok());
    kilobytes.unwrap_or_default() << 10
}

/// The time of processors (`proc_pid_stat(5)`, fields 14 and 15), of the program and of the system for it.
fn of_a_core(about: &Path) -> Duration {
    /// Linux counts hundredths of a second for programs.
    const TICK: Duration = Duration::from_millis(10);
    let stat = fs::read_to_string(about.join("stat")).unwrap_or_default();
    // The name in parentheses may hold anything.
    let behind = stat.rsplit_once(')').map_or("", |(_, behind)| behind);
    let times = behind.split_ascii_whitespace().skip(11).take(2);
    let ticks: u32 = times.filter_map(|time| time.parse::<u32>().ok()).sum();
    TICK * ticks
}
