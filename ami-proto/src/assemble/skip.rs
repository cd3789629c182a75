//! Leaving out the rest of a frame that broke a limit, in bounded memory.

use super::{Assembler, Flow, State, Step, Until};
use crate::grammar;
use crate::scan::{self, Eol};

/// What is kept of a line without end: enough to see a CR before an LF and the end mark of Command output.
const TAIL: usize = 32;

impl Assembler {
    /// One line of the frame that is left out. `input` begins with that line, or with its tail if `cut`.
    pub(super) fn skip(&mut self, input: &[u8], until: Until, eol: Eol, cut: bool) -> Flow {
        if !cut && until != Until::EndMark {
            match grammar::blank(input) {
                Ok((rest, _)) => {
                    self.reset();
                    return Flow::Stop(Step::Drop(input.len() - rest.len()));
                }
                Err(nom::Err::Incomplete(_)) => return Flow::Stop(Step::More),
                Err(_) => {}
            }
        }
        // Raw output ends its lines with LF whatever the headers before it did.
        let ends = if until == Until::EndMark { Eol::Lf } else { eol };
        let end = scan::line_end(input, self.searched, ends);
        if !cut && until == Until::BlankOrFrame {
            if grammar::starts_frame(input) {
                self.reset();
                return Flow::Next;
            }
            if end.is_none() && input.len() < grammar::LONGEST_START {
                return Flow::Stop(Step::More);
            }
        }
        let Some(end) = end else {
            if input.len() <= 2 * TAIL {
                self.searched = input.len();
                return Flow::Stop(Step::More);
            }
            self.searched = TAIL;
            self.state = State::Skip { until, eol, cut: true };
            return Flow::Stop(Step::Drop(input.len() - TAIL));
        };
        self.next_line(0);
        self.state = State::Skip { until, eol, cut: false };
        if until == Until::EndMark {
            let line = input.get(..end.end).unwrap_or_default();
            if grammar::before_end_mark(line, end.eol(), eol).is_some() {
                self.reset();
            }
        }
        Flow::Stop(Step::Drop(end.next))
    }
}
