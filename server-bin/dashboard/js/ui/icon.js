// Line drawings, 24 by 24, in the colour of the text beside them.
import { html } from "../html.js";

const DRAWN = {
  live: "M3 12h4l2.5-7 5 14 2.5-7h4",
  wall: "M3 4h18v12H3zM8 20h8M12 16v4",
  calls: "M12 8v4l3 2M3.5 12a8.5 8.5 0 1 0 2.6-6.1M3.5 4v3.5H7",
  queues: "M4 6h16M4 12h10M4 18h6M18 13v6M15.5 16.5 18 19l2.5-2.5",
  agents:
    "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7M2.5 20c.4-3.6 2.9-6 6.5-6s6.100 2.4 6.500 6M16 4.400a3.500 3.500 0 0 1 0 6.200M17.500 14.300c2.300.8 3.700 2.900 4 5.700",
  extensions: "M6 3h12v18H6zM9 7h6M9.500 12h.01M12 12h.01M14.500 12h.01M9.500 15h.01M12 15h.01M14.500 15h.01M12 18h.01",
  reports: "M4 20V4M4 20h16M8 16v-4M12 16V8M16 16v-6",
  settings:
    "M12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6M19.4 13.500a7.700 7.700 0 0 0 0-3l2-1.500-2-3.400-2.300 1a7.600 7.600 0 0 0-2.600-1.500L14.200 2.500H9.800l-.3 2.600A7.600 7.600 0 0 0 6.900 6.600l-2.300-1-2 3.400 2 1.500a7.700 7.700 0 0 0 0 3l-2 1.500 2 3.400 2.300-1a7.600 7.600 0 0 0 2.600 1.500l.3 2.600h4.400l.3-2.600a7.600 7.600 0 0 0 2.600-1.500l2.300 1 2-3.400z",
  phone:
    "M5 4h4l1.500 4.500L8 10.500a12 12 0 0 0 5.500 5.500l2-2.500L20 15v4a1.500 1.500 0 0 1-1.600 1.500C10.500 20 4 13.500 3.500 5.600A1.500 1.500 0 0 1 5 4",
  hangup:
    "M5 4h4l1.500 4.500L8 10.500a12 12 0 0 0 5.500 5.500l2-2.500L20 15v4a1.500 1.500 0 0 1-1.600 1.500C10.500 20 4 13.500 3.500 5.600A1.500 1.500 0 0 1 5 4",
  transfer: "M4 8h13M13 4l4 4-4 4M20 16H7M11 12l-4 4 4 4",
  pause: "M8 5v14M16 5v14",
  play: "M7 4.500v15l12-7.500z",
  inbound: "M18 6 7 17M7 8v9h9",
  outbound: "M6 18 17 7M8 7h9v9",
  internal: "M4 9h14M14 5l4 4-4 4M20 15H6",
  unknown: "M12 17h.01M9 9a3 3 0 1 1 4.500 2.600c-1 .6-1.500 1.200-1.500 2.400",
  search: "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14M20 20l-4-4",
  download: "M12 4v11M7.500 10.500 12 15l4.500-4.500M4 20h16",
  close: "M6 6l12 12M18 6 6 18",
  check: "M5 12.500 10 17.500 19 7",
  warn: "M12 4 2.500 20h19zM12 10v4M12 17h.01",
  info: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18M12 11v5M12 8h.01",
  more: "M12 6h.01M12 12h.01M12 18h.01",
  plus: "M12 5v14M5 12h14",
  edit: "M4 20h4L19 9l-4-4L4 16zM13.500 6.500l4 4",
  trash: "M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v5M14 11v5",
  key: "M14.500 13a4.500 4.500 0 1 0-4.200-3L3.500 17v3.500H7V18h2.500v-2.500h2zM16 8h.01",
  user: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8M4 21c.6-4.500 3.600-7 8-7s7.400 2.500 8 7",
  out: "M14 4h5v16h-5M4 12h11M11 8l4 4-4 4",
  sun: "M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8M12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.400 1.400M17.600 17.600 19 19M5 19l1.400-1.400M17.600 6.400 19 5",
  moon: "M20 14.500A8.500 8.500 0 0 1 9.500 4a8.500 8.500 0 1 0 10.500 10.500",
  screen: "M3 5h18v11H3zM9 20h6",
  full: "M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5",
  record: "M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16M12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6",
  park: "M6 20V4h6.500a4.500 4.500 0 0 1 0 9H6",
  hold: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18M10 9v6M14 9v6",
  globe: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18M3 12h18M12 3c5 5.500 5 12.500 0 18M12 3c-5 5.500-5 12.500 0 18",
  link: "M10 14a4 4 0 0 0 6 .5l3-3a4 4 0 0 0-5.700-5.700l-1.500 1.500M14 10a4 4 0 0 0-6-.5l-3 3a4 4 0 0 0 5.700 5.700l1.500-1.500",
  back: "M15 5l-7 7 7 7",
  next: "M9 5l7 7-7 7",
  up: "M6 15l6-6 6 6",
  down: "M6 9l6 6 6-6",
  route: "M6 19a2 2 0 1 0 0-4 2 2 0 0 0 0 4M18 9a2 2 0 1 0 0-4 2 2 0 0 0 0 4M8 17h6a4 4 0 0 0 0-8h-4M6 15V5M10 9h0",
  hook: "M9 12a4 4 0 1 1 6-3.500M15 8.500 18 14M18 22a4 4 0 1 0-3.500-6H9M6 22a4 4 0 1 1 0-8",
  clock: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18M12 7v5l3.500 2",
  heart: "M3 12h4l2-4 3 8 3-6 1.500 2H21",
  list: "M8 6h12M8 12h12M8 18h12M4 6h.01M4 12h.01M4 18h.01",
  archive: "M3 4h18v5H3zM5 9v11h14V9M10 13h4",
  note: "M5 4h14v11l-5 5H5zM14 20v-5h5",
};

/** The receiver of `phone`, laid down. */
const TURNED = { hangup: "rotate(135 12 12)" };

/** A drawing; hidden from who listens unless it has a `label`. */
export function Icon({ name, label }) {
  const spoken = label ? { role: "img", "aria-label": label } : { "aria-hidden": "true" };
  return html`<svg class="icon" data-name=${name} viewBox="0 0 24 24" ...${spoken}>
    <path d=${DRAWN[name] ?? DRAWN.unknown} transform=${TURNED[name]} />
  </svg>`;
}

/** The sign of the program. */
export function Logo() {
  return html`<svg viewBox="0 0 32 32" aria-hidden="true">
    <rect width="32" height="32" rx="9" fill="var(--accent)" />
    <path
      d="M7 19c4 0 4-8 8-8s3 10 6.500 10c2.200 0 2.700-2 3.500-4"
      fill="none"
      stroke="var(--on-accent)"
      stroke-width="2.800"
      stroke-linecap="round"
    />
    <circle cx="7" cy="19" r="2.200" fill="var(--on-accent)" />
    <circle cx="25" cy="16.500" r="2.200" fill="var(--on-accent)" />
  </svg>`;
}
