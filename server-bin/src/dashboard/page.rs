//! Which paths are pages. They are named, so that a mistyped path of the API stays a mistake that is told as one.

/// The pages that one address each is for.
const PAGES: [&str; 10] = [
    "/",
    "/live",
    "/wallboard",
    "/calls",
    "/queues",
    "/agents",
    "/extensions",
    "/reports",
    "/settings",
    "/sign-in",
];
/// The pages of one thing each: its name follows.
const OF_ONE: [&str; 4] = ["/calls/", "/queues/", "/agents/", "/settings/"];

/// Whether the browser finds out what to show there.
pub(super) fn is_page(path: &str) -> bool {
    let of_one =
        |begin: &&str| path.strip_prefix(*begin).is_some_and(|name| !name.is_empty() && !name.contains('/'));
    PAGES.contains(&path) || OF_ONE.iter().any(of_one)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_pages_and_nothing_of_the_api_is() {
        for path in
            ["/", "/live", "/calls", "/calls/default-1795199420.7", "/queues/sales", "/settings/users"]
        {
            assert!(is_page(path), "{path}");
        }
        for path in
            ["/calls/", "/calls/a/b", "/live/", "/api/nothing", "/extensions/free", "/extensions/1", "/x", ""]
        {
            assert!(!is_page(path), "{path}");
        }
    }
}
