//! The command at a terminal, as somebody sees it: a pseudo-terminal, and what stands on its screen.

use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::process::Command;
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread::sleep;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use vt100::{Color, Parser, Screen};

/// Longer than anything here takes, and shorter than a test run that hangs.
const PATIENCE: Duration = Duration::from_secs(60);

/// A command at a terminal of its own; killed where the test ends early.
pub(crate) struct Terminal {
    child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
    keyboard: Box<dyn Write + Send>,
    screen: Arc<Mutex<Parser>>,
    /// How the terminal was set before the command began, as text.
    settings: String,
}

fn size((columns, rows): (u16, u16)) -> PtySize {
    PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }
}

fn nonzero(number: u16) -> NonZeroU16 {
    NonZeroU16::new(number).unwrap()
}

impl Terminal {
    /// Starts `callflow` with these variables alone in its environment.
    pub(crate) fn start(args: &[&str], env: &[(&str, &str)], (columns, rows): (u16, u16)) -> Self {
        let pair = native_pty_system().openpty(size((columns, rows))).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_callflow"));
        command.args(args);
        command.env_clear();
        command.env("TERM", "xterm-256color");
        for (name, value) in env {
            command.env(name, value);
        }
        command.cwd(env!("CARGO_TARGET_TMPDIR"));
        let settings = settings(&*pair.master);
        let child = pair.slave.spawn_command(command).unwrap();
        let mut reader = pair.master.try_clone_reader().unwrap();
        let screen = Arc::new(Mutex::new(Parser::new(nonzero(rows), nonzero(columns), 1_000)));
        let seen = screen.clone();
        std::thread::spawn(move || {
            let mut bytes = [0; 4_096];
            // Reading fails when the last program at the terminal has ended.
            while let Ok(count @ 1..) = reader.read(&mut bytes) {
                seen.lock().unwrap().process(&bytes[..count]);
            }
        });
        let keyboard = pair.master.take_writer().unwrap();
        Self { child, master: pair.master, keyboard, screen, settings }
    }

    fn screen(&self) -> MutexGuard<'_, Parser> {
        self.screen.lock().unwrap()
    }

    /// What stands on the screen.
    pub(crate) fn text(&self) -> String {
        self.screen().screen().contents()
    }

    /// Waits until the screen is so, and gives what stands on it.
    #[track_caller]
    pub(crate) fn until(&self, is_so: impl Fn(&str) -> bool) -> String {
        let end = Instant::now() + PATIENCE;
        loop {
            let text = self.text();
            if is_so(&text) {
                return text;
            }
            assert!(Instant::now() < end, "never so:\n{text}");
            sleep(Duration::from_millis(20));
        }
    }

    /// Waits until this stands on the screen.
    #[track_caller]
    pub(crate) fn shows(&self, wanted: &str) -> String {
        self.until(|text| text.contains(wanted))
    }

    pub(crate) fn press(&mut self, keys: &str) {
        self.keyboard.write_all(keys.as_bytes()).unwrap();
        self.keyboard.flush().unwrap();
    }

    pub(crate) fn resize(&self, (columns, rows): (u16, u16)) {
        self.screen().screen_mut().set_size(nonzero(rows), nonzero(columns));
        self.master.resize(size((columns, rows))).unwrap();
    }

    /// How many places of the screen have a colour.
    pub(crate) fn coloured(&self) -> usize {
        let parser = self.screen();
        let screen: &Screen = parser.screen();
        let (rows, columns) = screen.size();
        let places = (0..rows.get()).flat_map(|row| (0..columns.get()).map(move |column| (row, column)));
        let cells = places.filter_map(|(row, column)| screen.cell(row, column));
        cells.filter(|cell| cell.fgcolor() != Color::Default || cell.bgcolor() != Color::Default).count()
    }

    pub(crate) fn signal(&self, name: &str) {
        let id = self.child.process_id().unwrap().to_string();
        assert!(Command::new("kill").args(["-s", name, &id]).status().unwrap().success());
    }

    /// Waits for the end, and looks whether the terminal is as it was. Gives the exit status.
    #[track_caller]
    pub(crate) fn end(mut self) -> u32 {
        let end = Instant::now() + PATIENCE;
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            assert!(Instant::now() < end, "it does not end:\n{}", self.text());
            sleep(Duration::from_millis(20));
        };
        self.until_left();
        assert_eq!(settings(&*self.master), self.settings, "the terminal's settings");
        status.exit_code()
    }

    /// What the command wrote last may still be on its way.
    #[track_caller]
    fn until_left(&self) {
        let end = Instant::now() + PATIENCE;
        loop {
            let is_left = {
                let parser = self.screen();
                !parser.screen().alternate_screen() && !parser.screen().hide_cursor()
            };
            if is_left {
                return;
            }
            assert!(Instant::now() < end, "the other screen, or no cursor");
            sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // Mostly it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn settings(master: &dyn MasterPty) -> String {
    format!("{:?}", master.get_termios().unwrap())
}
