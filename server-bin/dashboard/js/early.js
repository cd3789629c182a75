// Before the first paint: the chosen theme, so that a dark page does not flash white. No module, as those wait.
try {
  const theme = JSON.parse(localStorage.getItem("callflow.theme"));
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Then as the system has it.
}
