// Two weeks that were before: call detail records as Asterisk writes them, for pictures of a server that has run for a while.

/** The members of each team's queue: at each of three desks the last three of four phones. */
const AGENTS = Object.fromEntries(
  ["sales", "parts", "fleet", "loans"].map((queue, team) => [
    queue,
    [0, 1, 2].flatMap((desk) => [1, 2, 3].map((phone) => `${team + 1}${desk}${phone}`)),
  ]),
);
/** Calls in the hours from 7 to 19, as a call centre's day goes. */
const DAY = [9, 26, 44, 52, 47, 31, 29, 41, 46, 38, 24, 12];

/** Numbers that look random, and are the same each time. */
function chance(seed) {
  let state = seed;
  return (most) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * most);
  };
}

const stamp = (ms) => new Date(ms).toISOString().slice(0, 19).replace("T", " ");

/** One record. */
function row(upTo, n) {
  const { start, wait, talk, caller, dialled, context, channel, to, app, data } = upTo;
  const [answer, end] = [talk ? stamp(start + wait * 1_000) : "", stamp(start + (wait + talk) * 1_000)];
  const disposition = talk ? "ANSWERED" : "NO ANSWER";
  const id = `${Math.floor(start / 1_000)}.${n}`;
  const cells = [`"" <${caller}>`, caller, dialled, context, channel, to, app, data, stamp(start), answer, end];
  cells.push(wait + talk, talk, disposition, "DOCUMENTATION", "", id, "", id, n);
  return cells.map((cell) => `"${String(cell).replaceAll('"', '""')}"`).join(",");
}

/** The records of the days before `now` as a file. */
export function history(now, days = 14) {
  const pick = chance(20_261_122);
  const one = (list) => list[pick(list.length)];
  const today = new Date(now).setHours(0, 0, 0, 0);
  const rows = [];
  for (let back = days; back >= 0; back -= 1) {
    const begins = today - back * 86_400_000;
    // No two days are alike.
    const busy = 0.75 + pick(50) / 100;
    for (const [n, usual] of DAY.entries()) {
      for (let call = 0; call < usual * busy; call += 1) {
        const start = begins + (7 + n) * 3_600_000 + pick(3_600) * 1_000;
        if (start > now - 600_000) continue;
        const outside = `+1${one(["202", "303", "415", "512"])}55501${String(pick(100)).padStart(2, "0")}`;
        const [queue, agents] = one(Object.entries(AGENTS));
        const [agent, serial] = [one(agents), rows.length];
        const talk = 35 + pick(280);
        const wait = 2 + pick(11);
        if (pick(10) < 2) {
          const data = `PJSIP/${outside.slice(2)}@trunk,20`;
          const channels = { channel: `PJSIP/${agent}-${serial}`, to: `PJSIP/trunk-${serial}` };
          const dialled = `9${outside.slice(2)}`;
          rows.push(
            row({ start, wait, talk, caller: agent, dialled, context: "from-internal", ...channels, app: "Dial", data }, serial),
          );
          continue;
        }
        const lost = pick(100) < 6 + n / 2;
        const channels = { channel: `PJSIP/trunk-${serial}`, to: lost ? "" : `PJSIP/${agent}-${serial}` };
        const times = lost ? { wait: 8 + pick(60), talk: 0 } : { wait, talk };
        rows.push(
          row(
            { start, ...times, caller: outside, dialled: queue, context: "queues", ...channels, app: "Queue", data: queue },
            serial,
          ),
        );
      }
    }
  }
  const head = "clid,src,dst,dcontext,channel,dstchannel,lastapp,lastdata,start,answer,end,duration,billsec,disposition";
  return [`${head},amaflags,accountcode,uniqueid,userfield,linkedid,sequence`, ...rows, ""].join("\n");
}
