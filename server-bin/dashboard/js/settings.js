// What a person chose in this browser. Storage may be forbidden; then a choice lasts as long as the page.

/** What was kept under `name`, else `otherwise`. */
export function kept(name, otherwise) {
  try {
    const text = localStorage.getItem(`callflow.${name}`);
    return text === null ? otherwise : JSON.parse(text);
  } catch {
    return otherwise;
  }
}

/** Keeps `value` under `name`. */
export function keep(name, value) {
  try {
    localStorage.setItem(`callflow.${name}`, JSON.stringify(value));
  } catch {
    // Nothing is lost but the choice.
  }
}
