//! Days and times of day, in UTC.

use std::time::Duration;

/// Date and time of day in UTC, from the time since the Unix epoch.
pub(crate) fn date_and_time(at: Duration) -> (String, String) {
    let days = at.as_secs() / 86_400;
    // Days to a date as Howard Hinnant's `civil_from_days` does it: years begin in March, in eras of 400 years.
    let since = days + 719_468;
    let (era, of_era) = (since / 146_097, since % 146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    let year = year + era * 400 + u64::from(month <= 2);
    let time = Duration::from_secs(at.as_secs() % 86_400);
    (format!("{year:04}-{month:02}-{day:02}"), clock(time))
}

/// `Sun, 22 Nov 2026 17:59:15 GMT`, the form of HTTP.
#[cfg(feature = "ari")]
pub(crate) fn http_date(at: Duration) -> String {
    const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    // The epoch began on a Thursday.
    let day = usize::try_from(at.as_secs() / 86_400 % 7).ok().and_then(|day| DAYS.get(day));
    let (date, time) = date_and_time(at);
    let mut parts = date.split('-');
    let (year, month, of_month) = (parts.next(), parts.next(), parts.next());
    let month = month.and_then(|month| month.parse::<usize>().ok()).and_then(|month| MONTHS.get(month - 1));
    let word = |word: Option<&&'static str>| word.copied().unwrap_or_default();
    let (year, of_month) = (year.unwrap_or_default(), of_month.unwrap_or_default());
    format!("{}, {of_month} {} {year} {time} GMT", word(day), word(month))
}

/// `00:01:09`.
pub(crate) fn clock(time: Duration) -> String {
    let seconds = time.as_secs();
    format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_become_dates() {
        for (seconds, date, time) in [
            (0, "1970-01-01", "00:00:00"),
            (951_782_400, "2000-02-29", "00:00:00"),
            (1_795_198_963, "2026-11-20", "18:22:43"),
        ] {
            assert_eq!(date_and_time(Duration::from_secs(seconds)), (date.into(), time.into()));
        }
    }

    #[cfg(feature = "ari")]
    #[test]
    fn http_has_a_form_of_its_own() {
        let at = Duration::from_secs(1_795_198_963);
        assert_eq!(http_date(at), "Fri, 20 Nov 2026 18:22:43 GMT");
    }
}
