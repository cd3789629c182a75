// Written by `npm run generate` out of the server's AsyncAPI document. Not to be changed by hand.

/** An agent changed its state. The data of `agent.state`. */
export type AgentChange = {
  /** Its extension, else its interface. */
  agent: string;
  /** What it did until now; `None` when it is seen for the first time. */
  before?: Interval | null;
  /** The name that the queues know it by. */
  name?: string | null;
  /** The extension of its phone, where that is known. */
  number?: string | null;
  /** The queue whose call it is about. */
  queue?: string | null;
  /** The queues that it is a member of. */
  queues: string[];
  /** Of a pause: why. */
  reason?: string | null;
  /** Since when. */
  since: Timestamp;
  /** What it is doing now. */
  state: AgentState;
};

/** The figures of an agent over some interval. */
export type AgentFigures = {
  /** In `wrap_up`. */
  acw_ms: number;
  /** Average work after a call: Σ wrap-up / handled. */
  acw_s?: number | null;
  /** Average hold: Σ hold / handled. */
  ahold_s?: number | null;
  /** Average handling: Σ (talk, hold included, + wrap-up) / handled. */
  aht_s?: number | null;
  /** Average talk, hold included: Σ talk / handled. */
  att_s?: number | null;
  /** In `available`. */
  available_ms: number;
  /** How many an hour. */
  calls_per_hour?: number | null;
  /** Calls in which the agent talked: the three below together. */
  handled: number;
  /** That came in another way. */
  handled_direct: number;
  /** Of a queue. */
  handled_queue: number;
  /** In `on_hold`. */
  hold_ms: number;
  /** The end of the last interval in another state than `available` and `offline`; now, if that goes on. */
  last_activity_at?: Timestamp | null;
  /** In any state but `offline`. */
  logged_in_ms: number;
  /** The longest interval in `available`. */
  longest_idle_ms: number;
  /** The longest interval in `available`. */
  longest_idle_s?: number | null;
  /** That the agent made itself. */
  made: number;
  /** The phone rang, the agent did not answer, **and nobody else did**. */
  missed: number;
  /** In percent. */
  occupancy?: number | null;
  /** In `paused`. */
  paused_ms: number;
  /** In `ringing`. */
  ring_ms: number;
  /** The phone rang out, and somebody else answered (`ring_no_answer`). */
  rna: number;
  /** In `in_call` and `on_hold`: hold is included in talk, and also given apart. */
  talk_ms: number;
  /** In percent. */
  utilisation?: number | null;
};

/** An agent as it stands. */
export type AgentNow = {
  agent: string;
  /** The name that the queues know it by. */
  name?: string | null;
  /** The number of its phone. */
  number?: string | null;
  pbx: string;
  /** The queue whose call it is about. */
  queue?: string | null;
  /** The queues that it is a member of. */
  queues: string[];
  /** Of a pause: why. */
  reason?: string | null;
  since: Timestamp;
  state: AgentState;
  tenant: string;
};

/** What an agent is doing. */
export type AgentState = "offline" | "available" | "ringing" | "in_call" | "on_hold" | "wrap_up" | "paused";

export type AgentWithFigures = AgentNow & {
  overall?: AgentFigures | null;
  today?: AgentFigures | null;
};

export type AgentsWithFigures = AgentWithFigures[];

export type Anew = {
  reason: Reason;
};

/** Something that was seen and could not be explained. A clean link gives none. */
export type Anomaly = {
  /** When it was seen. */
  at: Timestamp;
  /** The same in words. */
  detail: string;
  /** What it is. */
  kind: AnomalyKind;
  /** The channel that it is about. */
  uniqueid?: Uniqueid | null;
};

/** What an anomaly is. */
export type AnomalyKind = "unknown_channel";

/** One ringing of one member in a visit. */
export type Attempt = {
  /** The member: the extension behind the interface, else the interface's own name. */
  member: string;
  /** What came of it; `None` while it rings. */
  outcome?: AttemptOutcome | null;
  /** How long it rang. */
  ring_ms: number;
};

/** What came of one ringing of a member. */
export type AttemptOutcome = "answered" | "no_answer" | "busy" | "failed" | "cancelled";

/** A bridge. AMI header `BridgeUniqueid`; ARI `bridge.id`. */
export type BridgeId = string;

/**
 * A stretch of time in which the same people could hear each other, over one bridge or several that Local
 * channels join. Parking lots and waiting rooms are none.
 */
export type BridgeSegment = {
  /** The bridge of the first of them. */
  bridge: BridgeId;
  /** When the last of them came in. */
  from: Timestamp;
  /** Their numbers, `unknown` for one without. */
  parties: string[];
  /** When the first of them left, or another one came. */
  to?: Timestamp | null;
};

/**
 * One call, told from what Asterisk said of it.
 *
 * Durations are in milliseconds and carry their unit in the name. `None` is "not so" or "not known yet":
 * an empty number, `s`, `<unknown>` and Asterisk's other inner words never stand in a field.
 */
export type Call = {
  /** The account code of the caller's channel. */
  account_code?: string | null;
  /** A person talked with the caller, or the caller entered a conference. */
  answered: boolean;
  /** When the caller and the first person began to talk. */
  answered_at?: Timestamp | null;
  /**
   * The number of the first person to talk with the caller: an extension, or an outside number without
   * access prefix.
   */
  answered_by?: string | null;
  /** The name that goes with `answered_by`. */
  answered_by_name?: string | null;
  /**
   * How many times the link to ARI alone was down while it lived: recordings, playbacks and stays in applications may
   * be missing, and nothing else. In JSON left out if it never was.
   */
  ari_gaps?: number;
  /** It ended in a context that blocks, or was refused with cause 21 before anyone was tried. */
  blocked: boolean;
  /** Who called. */
  caller: Caller;
  /** The conference room that the caller entered. */
  conference?: string | null;
  /** The number as the caller dialled it, access prefix and all; the DID of an inbound call. */
  dialled?: string | null;
  /** The DID that was called, of an inbound call. */
  did?: string | null;
  /** Which way it went, seen from the company. */
  direction: Direction;
  /** How it came out; `None` while it lives. */
  disposition?: Disposition | null;
  /** Keys pressed by the caller before the first answer, as one text an entry: a menu's choices. */
  dtmf: string[];
  /** From the start to the end. Of a live call up to its last event. */
  duration_ms: number;
  /** When its last channel was hung up. */
  ended_at?: Timestamp | null;
  /** The last person to talk with the caller, after transfers and retrievals. */
  final_party?: string | null;
  /** Diversions, in order. */
  forwards: Forward[];
  /** How many times the link to Asterisk was down while it lived. */
  gaps: number;
  /** The caller's hangup cause (Q.850); `None` while the caller's channel lives. */
  hangup_cause?: HangupCause | null;
  /** The sum of `holds`. */
  hold_ms: number;
  /** Holds, in order of their beginning. */
  holds: Hold[];
  /** Who ended it; `None` while it lives, and of one that was imported. */
  hung_up_by?: HungUpBy | null;
  /** Deterministic: the PBX's name and the call's first Linkedid ([`CallId::of`]). */
  id: CallId;
  /**
   * Where it is from, if Callflow did not see it: `cdr` of one that was told from call detail records. In JSON left
   * out of what was seen.
   */
  imported_from?: string | null;
  /** Every channel of it, Asterisk's own ones included (`internal`), but for those in `legs_left_out`. */
  legs: CallLeg[];
  /**
   * How many channels are not among `legs`: of a caller whom a queue rings its members for more than two hundred
   * times, those of the older ringings in vain. In JSON left out if there are none.
   */
  legs_left_out?: number;
  /** The first Linkedid of the call. */
  linkedid: Linkedid;
  /** The calls that became part of this one. */
  merged: CallId[];
  /** The call that this one became part of; it then counts nowhere. */
  merged_into?: CallId | null;
  /** It was made by an `Originate`. */
  originated: boolean;
  /** Who asked for it, where that is known (the `ActionID`'s owner is not on the wire). */
  originated_by?: string | null;
  /** Stays in a parking lot, in order. */
  parks: Park[];
  /** Everyone who was tried or talked, but for the caller, in the order of their first ring. */
  parties: Party[];
  /** The name of the Asterisk it ran on. */
  pbx: string;
  /** Calls picked up from another phone, in order. */
  pickups: Pickup[];
  /** What applications played to it, in order; told by ARI. In JSON left out if there is nothing. */
  playbacks?: Playback[];
  /** The last queue that answered, else the last one waited in. */
  queue?: string | null;
  /** Every entry into a queue, in order. */
  queue_visits: QueueVisit[];
  /** Part of it was not seen and was put together from a snapshot. */
  reconstructed: boolean;
  /** Recordings, in order of their beginning. */
  recordings: Recording[];
  /** When it was corrected after its end: a late event, a backfill, a merge. */
  revised_at?: Timestamp | null;
  /** How long the phone that answered rang; where nobody answered, the longest that a phone rang. */
  ring_ms: number;
  /** Who talked with whom, and when. */
  segments: BridgeSegment[];
  /** When it began; of an originated call, when the first phone began to ring. */
  started_at: Timestamp;
  /** The applications that its channels were in, in order; told by ARI. In JSON left out if there are none. */
  stasis?: StasisStay[];
  /** What it is doing now. */
  state: CallState;
  /** From the first answer to the end, over all transfers, hold included. Of a live call up to its last event. */
  talk_ms: number;
  /** Whose call it is, by the dial plan; `default` where the plan names nobody. */
  tenant: string;
  /** Transfers, in order. */
  transfers: Transfer[];
  /** Queues that did not let the caller in, in order: they were full, or nobody was there. */
  turned_away?: TurnedAway[];
  /** Channel variables that the manager's `channelvars` sends (`ChanVariable`), the last value of each. */
  variables: Record<string, string>;
  /** Rises with every change of the record; 0 of one that was imported. */
  version: number;
  /** The caller reached `VoiceMail()`. */
  voicemail: boolean;
  /**
   * How long the caller waited: from the first joining of a queue (without one: from the start) to the first
   * answer, or to leaving the last queue (without one: to the end). Of a live call up to its last event.
   */
  wait_ms: number;
};

/** A call as Callflow counts it; made from the PBX's name and the call's first Linkedid. */
export type CallId = string;

/** One channel of a call, from its creation to its hangup. */
export type CallLeg = {
  /** When it was up. */
  answered_at?: Timestamp | null;
  /** Name of the channel, `PJSIP/101-00000003`. Names begin again after a restart of Asterisk. */
  channel: string;
  /** The last `DialStatus` of a dialled leg (`ANSWER`, `BUSY`, `NOANSWER`, `CANCEL`, `CONGESTION`, …), as sent. */
  dial_status?: string | null;
  /** When it was hung up. */
  ended_at?: Timestamp | null;
  /** Why it was hung up. */
  hangup_cause?: HangupCause | null;
  /** A channel of Asterisk's own with no person behind it: a half of a Local channel, a recorder. */
  internal: boolean;
  /** The name of the person behind it. */
  name?: string | null;
  /** The number of the person behind it. */
  number?: string | null;
  /** When its phone began to ring. */
  ringing_at?: Timestamp | null;
  /** What it was to the call. */
  role: Role;
  /** When the channel was created. */
  started_at: Timestamp;
  /** `Uniqueid` of the channel. */
  uniqueid: Uniqueid;
};

/** What a call is doing now. */
export type CallState = "new" | "ringing" | "queued" | "up" | "held" | "parked" | "ended";

/** A visit as a queue's record shows it: with the call it belongs to. */
export type CallVisit = {
  /**
   * Every ringing of a member, in order. Of a visit with more than two hundred, the last hundred or more: those in
   * vain before them are counted in `earlier_attempts`.
   */
  attempts: Attempt[];
  /** The call. */
  call: CallId;
  /** Ringings in vain that are not among `attempts`, by member and outcome. In JSON left out if there are none. */
  earlier_attempts?: EarlierAttempts[];
  /** How long the same held the caller. */
  hold_ms: number;
  /** When the caller joined. */
  joined_at: Timestamp;
  /** When the caller left, whatever for. */
  left_at?: Timestamp | null;
  /** The member that was connected. */
  member?: string | null;
  /** What ended the visit; `None` while the caller waits. */
  outcome?: VisitOutcome | null;
  /** The place in the queue at the joining, from 1. */
  position?: number | null;
  /** Name of the queue. */
  queue: string;
  /**
   * How long that member, or who took the call in its place, talked, hold included, until the one who did left or
   * gave the caller away.
   */
  talk_ms: number;
  /** From joining to leaving. Of a visit that goes on up to the call's last event. */
  wait_ms: number;
};

/** Who called. */
export type Caller = {
  /** The number that the caller came with, where the dial plan made another one of it. */
  first_number?: string | null;
  /** The name, as on the wire. */
  name?: string | null;
  /** The number, in E.164 where the plan allows, else as on the wire; `None` if anonymous. */
  number?: string | null;
  /** The number that the dial plan shows in the caller's place to those whom it calls over a trunk. */
  shown_number?: string | null;
};

export type Calls = Call[];

/**
 * One change.
 *
 * In JSON: `{"id": "default-17", "at": "…", "tenant": "default", "pbx": "default", "type": "call.ended",
 * "data": {…}}`.
 */
export type Change = ({
  data: Call;
  type: "call.started";
} | {
  data: Call;
  type: "call.updated";
} | {
  data: Call;
  type: "call.ended";
} | {
  data: Call;
  type: "call.merged";
} | {
  data: QueueJoined;
  type: "queue.joined";
} | {
  data: QueueLeft;
  type: "queue.left";
} | {
  data: QueueMember;
  type: "queue.member";
} | {
  data: AgentChange;
  type: "agent.state";
} | {
  data: ExtensionRecord;
  type: "extension.status";
} | {
  data: Lease;
  type: "lease.changed";
} | {
  data: RecordingReady;
  type: "recording.ready";
} | {
  type: "link.gap";
} | {
  type: "link.resynced";
} | {
  data: Anomaly;
  type: "anomaly";
}) & {
  /** When it happened. */
  at: Timestamp;
  /** Unique and rising within one PBX: its name and a counter. */
  id: string;
  /** On which Asterisk. */
  pbx: string;
  /** Whose it is. */
  tenant: string;
};

/** The last message of a stream that the server ends. */
export type Closing = {
  /** Why it ends. */
  reason: ClosingReason;
};

/** Why the server ends a stream. */
export type ClosingReason = "signed_out" | "forbidden" | "unavailable" | "stopping";

/** An address under which a device of an extension can be called. */
export type Contact = {
  /** When it was first seen. */
  since: Timestamp;
  /** Whether it answers. */
  status: ContactStatus;
  /** The address: `sip:101@127.0.0.1:6101` of PJSIP, `127.0.0.1:6120` of SIP and IAX2. */
  uri: string;
  /** What the device calls itself, where a list told: AMI `ContactList`, header `UserAgent`. */
  user_agent?: string | null;
};

/** Whether a contact answers. AMI `ContactStatus`, header of that name; `PeerStatus` of SIP and IAX2. */
export type ContactStatus = "reachable" | "lagged" | "unreachable" | "non_qualified" | "unknown";

/** What a device is doing. AMI `DeviceStateChange`, header `State`; ARI `DeviceStateChanged`. */
export type DeviceState = "unknown" | "not_in_use" | "in_use" | "busy" | "invalid" | "unavailable" | "ringing" | "ring_in_use" | "on_hold";

/** Which way a call went, seen from the company. */
export type Direction = "inbound" | "outbound" | "internal" | "unknown";

/** How a call came out. */
export type Disposition = "answered" | "no_answer" | "busy" | "failed" | "congestion" | "cancelled" | "abandoned" | "blocked" | "application";

/** Ringings of one member in one visit that came to the same and are too many to be told one by one. */
export type EarlierAttempts = {
  /** How many they are. */
  attempts: number;
  /** The member, as in [`Attempt`]. */
  member: string;
  /** What came of each; never `answered`. */
  outcome?: AttemptOutcome | null;
  /** How long they rang, all together. */
  ring_ms: number;
};

/** An extension as it stands. */
export type ExtensionNow = {
  contacts: Contact[];
  device_state?: DeviceState | null;
  extension: string;
  last_activity_at: Timestamp;
  lease: Lease;
  pbx: string;
  registered: boolean;
  status: ExtensionStatus;
  tenant: string;
};

/** An extension as it stands. */
export type ExtensionRecord = {
  /** Where its devices are, by address. Empty also where a device is registered and no event told where. */
  contacts: Contact[];
  /** What its device is doing. AMI `DeviceStateChange`. */
  device_state?: DeviceState | null;
  /** The extension. */
  extension: string;
  /** When its status, device state or registration changed last. */
  last_activity_at: Timestamp;
  /** Who has it. Every extension has one; only those that the [plan](crate::plan::Leasing) names are given out. */
  lease: Lease;
  /**
   * A device can be called, or would be if it answered. AMI `ContactStatus`, `PeerStatus`, their lists, and the
   * device's state where those say nothing.
   */
  registered: boolean;
  /** Whether it can be reached. AMI `ExtensionStatus`; `unknown` as long as no hint told. */
  status: ExtensionStatus;
};

/** What an extension is to a frontend that only asks whether it can be reached. */
export type ExtensionStatus = "online" | "offline" | "unknown";

/** A diversion: the call to one number went on to another. */
export type Forward = {
  /** Who diverted. */
  from?: string | null;
  /** The number it went on to, as dialled. */
  to: string;
};

/** Something that a client may see no more, though it is still there. */
export type Gone = {
  /** A call's id, else its name on its Asterisk. */
  id: string;
  /** What it is. */
  kind: GoneKind;
  pbx: string;
};

/** What a client sees no more. */
export type GoneKind = "call" | "agent";

export type HangupCall = string | {
  cause?: number;
  id: string;
  party?: string | null;
};

/**
 * Why a channel was hung up. AMI `Hangup`, header `Cause`; ARI `ChannelDestroyed.cause`; ITU-T Q.850.
 *
 * An open set: any number survives, those with a meaning for a call have a name.
 */
export type HangupCause = number;

/**
 * One party held the other. AMI `Hold` and `Unhold`; the hold that a transfer feature raises for its
 * consultation is none.
 */
export type Hold = {
  /** Who held. */
  by?: string | null;
  /** When it began. */
  from: Timestamp;
  /** How long it was. Of a hold that goes on up to the call's last event. */
  ms: number;
  /** When it ended, by an unhold, a transfer or the end of the channel. */
  to?: Timestamp | null;
};

/** Who ended a call. */
export type HungUpBy = "caller" | "callee" | "system";

/** A stretch of time in one state. */
export type Interval = {
  /** When it began. */
  from: Timestamp;
  /** The queue whose call it was, of `ringing`, `in_call`, `on_hold` and `wrap_up`; `None` for any other call. */
  queue?: string | null;
  /** Of a pause: why. */
  reason?: string | null;
  /** The state. */
  state: AgentState;
  /** When it ended; `None` while it goes on. */
  to?: Timestamp | null;
};

/** How an extension stands. In JSON `{"extension": "3001", "state": "reserved", "id": "…", "expires_at": "…"}`. */
export type Lease = {
  /** When the reservation ends, of one that is reserved and whose device has not registered. */
  expires_at?: Timestamp | null;
  /** The extension. */
  extension: string;
  /** Whose it is; `None` if it is free, or was taken without a reservation. */
  id?: LeaseId | null;
  /** What it is doing. */
  state: LeaseState;
};

/**
 * The name under which a client holds an extension; whoever knows it may renew and release.
 *
 * Any text that the driver makes up for a client, unlike those of all others.
 */
export type LeaseId = string;

/** What a leased extension is doing. */
export type LeaseState = "free" | "reserved" | "busy" | "in_call";

/**
 * What joins the channels of one call at a given moment. AMI header `Linkedid`; it changes when calls are
 * bridged, so it is a piece of data about a channel and never the key of a call.
 */
export type Linkedid = string;

export type Nothing = null;

/** What came of one ringing leg. */
export type Outcome = "failed" | "congestion" | "cancelled" | "busy" | "forwarded" | "no_answer" | "picked_up" | "answered";

/** The caller was parked. AMI `ParkedCall`, `UnParkedCall`, `ParkedCallTimeOut`, `ParkedCallGiveUp`. */
export type Park = {
  /** Who parked. */
  by?: string | null;
  /** When it began. */
  from: Timestamp;
  /** The parking lot. */
  lot?: string | null;
  /** How it ended; `None` while it goes on. */
  outcome?: ParkOutcome | null;
  /** Who fetched the call. */
  retrieved_by?: string | null;
  /** The parking space, `901`. */
  space?: string | null;
  /** When it ended. */
  to?: Timestamp | null;
};

/** How a stay in a parking lot ended. */
export type ParkOutcome = "retrieved" | "timeout" | "given_up";

/** A person, or a number, that was tried in a call or talked in it. One entry a number. */
export type Party = {
  /** Talked with somebody in the call. */
  answered: boolean;
  /** The name that goes with it. */
  name?: string | null;
  /** The extension, or the outside number without access prefix. */
  number: string;
  /** What came of ringing the party; `None` while it rings. The best of several tries counts. */
  outcome?: Outcome | null;
  /** What the party was to the call, at its first appearance. */
  role: Role;
};

/** A call taken from another's ringing phone. AMI `Pickup`. */
export type Pickup = {
  /** Who took the call. */
  by?: string | null;
  /** Whose phone rang. */
  from?: string | null;
};

/** Something was played to the call. ARI `PlaybackStarted`, `PlaybackFinished`. */
export type Playback = {
  /** It could not be played. */
  failed: boolean;
  /** When it began. */
  from: Timestamp;
  /** What: `sound:hello`, `recording:greeting`, `tone:busy`. */
  media: string;
  /** When it ended; `None` while it lasts, and where its end was not seen. */
  to?: Timestamp | null;
};

/** A caller joined a queue. */
export type QueueJoined = {
  /** The caller's call. */
  call: CallId;
  /** The place in the queue, from 1. */
  position?: number | null;
  /** The queue. */
  queue: string;
};

/** A caller left a queue. */
export type QueueLeft = {
  /** The caller's call. */
  call: CallId;
  /** What for, where it is known already; the call's record tells it in the end. */
  outcome?: VisitOutcome | null;
  /** The queue. */
  queue: string;
};

/** A member of a queue as it stands. AMI `QueueMemberStatus` and its kin. */
export type QueueMember = {
  /** It has a call of the queue. */
  in_call: boolean;
  /** Its interface, `PJSIP/101`. */
  interface: string;
  /** The member: its extension, else its interface. */
  member: string;
  /** Its name. */
  name?: string | null;
  /** It takes no calls for now. */
  paused: boolean;
  /** Members of a higher penalty are called after those of a lower one. */
  penalty: number;
  /** The queue. */
  queue: string;
  /** Why not. */
  reason?: string | null;
  /** It was taken out of the queue. */
  removed: boolean;
  /** What its device is doing. */
  state?: DeviceState | null;
};

export type QueueMembers = {
  members: QueueMember[];
  pbx: string;
  queue: string;
  tenant: string;
};

/** The figures of a queue over some interval, each by its name in the table of the [module](super). */
export type QueueMetrics = {
  /** In percent. */
  abandon_rate?: number | null;
  /** In percent, without those who hardly waited. */
  abandon_rate_net?: number | null;
  /** By a caller who hung up while waiting (b). */
  abandoned: number;
  /** Abandoned within `T`. */
  abandoned_in_time: number;
  /** Average work after a call. */
  acw_s?: number | null;
  /** Average hold. */
  ahold_s?: number | null;
  /** Average handling. */
  aht_s?: number | null;
  /** In percent of all who came. */
  answer_rate?: number | null;
  /** By a member who was connected (a). */
  answered: number;
  /** Answered within `T`. */
  answered_in_time: number;
  /** The sum of the waits of those answered. */
  answered_wait_ms: number;
  /** Average ring of answered attempts. */
  aring_s?: number | null;
  /** Average speed of answer. */
  asa_s?: number | null;
  /** Average talk, hold included. */
  att_s?: number | null;
  /** Average wait. */
  awt_s?: number | null;
  /** Expected wait of a caller who joins now; `None` of an interval that is not now. */
  ewt_s?: number | null;
  /** Because no member could take a call. */
  exit_empty: number;
  /** By a key. */
  exit_key: number;
  /** Timeout, key, empty queue, withdrawal and transfer together. */
  flow_outs: number;
  /** Answered, and the call is over. */
  handled: number;
  /** The sum of their holds. */
  hold_ms: number;
  /** The longest wait of those abandoned. */
  longest_abandoned_wait_ms: number;
  /** The longest wait of those answered. */
  longest_answered_wait_ms: number;
  /** The longest wait of those abandoned. */
  longest_wait_abandoned_s?: number | null;
  /** The longest wait of those answered. */
  longest_wait_answered_s?: number | null;
  /** The longest wait of all visits but the lost. */
  longest_wait_ms: number;
  /** The longest wait. */
  longest_wait_s?: number | null;
  /** Unseen. */
  lost: number;
  /** The sum of the ringing of answered attempts. */
  ring_ms: number;
  /** Answered attempts of which the ringing is known. */
  rung: number;
  /** In percent of those answered. */
  service_level_answered?: number | null;
  /** In percent of those answered or abandoned. */
  service_level_offered?: number | null;
  /** `T`: an answer within so many seconds is in time. */
  service_level_s: number;
  /** In percent of all who really waited. */
  service_level_strict?: number | null;
  /** Who gives up before so many seconds has hardly waited. */
  short_abandon_s: number;
  /** Of those abandoned: after less than the limit of the queue (default 5 s). */
  short_abandoned: number;
  /** The sum of the talks of those handled, hold included. */
  talk_ms: number;
  /** By the queue's own timeout. */
  timeout: number;
  /** By a redirect or transfer out of the queue. */
  transferred: number;
  /** Callers who were not let in. They made no visit, and are not in `visits`. */
  turned_away: number;
  /** Visits that ended. */
  visits: number;
  /** The sum of the waits of all visits but the lost. */
  wait_ms: number;
  /** By `QueueWithdrawCaller`. */
  withdrawn: number;
  /** The sum of the members' work after a call. */
  wrap_up_ms: number;
};

/** A queue as it stands. */
export type QueueNow = {
  /** By interface. */
  members: QueueMember[];
  pbx: string;
  queue: string;
  tenant: string;
  /** How many callers wait. */
  waiting: number;
  /** Since when the first of them waits. */
  waiting_since?: Timestamp | null;
};

/**
 * One entry of the caller into one queue. A call has as many as the caller entered, also of the same queue.
 *
 * Sources: AMI `QueueCallerJoin`, `QueueCallerLeave`, `QueueCallerAbandon`, `AgentCalled`, `AgentConnect`,
 * `AgentComplete`, `AgentRingNoAnswer`. Times are those of the events, never the whole seconds of `HoldTime`.
 */
export type QueueVisit = {
  /**
   * Every ringing of a member, in order. Of a visit with more than two hundred, the last hundred or more: those in
   * vain before them are counted in `earlier_attempts`.
   */
  attempts: Attempt[];
  /** Ringings in vain that are not among `attempts`, by member and outcome. In JSON left out if there are none. */
  earlier_attempts?: EarlierAttempts[];
  /** How long the same held the caller. */
  hold_ms: number;
  /** When the caller joined. */
  joined_at: Timestamp;
  /** When the caller left, whatever for. */
  left_at?: Timestamp | null;
  /** The member that was connected. */
  member?: string | null;
  /** What ended the visit; `None` while the caller waits. */
  outcome?: VisitOutcome | null;
  /** The place in the queue at the joining, from 1. */
  position?: number | null;
  /** Name of the queue. */
  queue: string;
  /**
   * How long that member, or who took the call in its place, talked, hold included, until the one who did left or
   * gave the caller away.
   */
  talk_ms: number;
  /** From joining to leaving. Of a visit that goes on up to the call's last event. */
  wait_ms: number;
};

export type QueueWithFigures = QueueNow & {
  metrics?: QueueMetrics | null;
  overall?: QueueMetrics | null;
  visits?: CallVisit[];
};

export type QueuesWithFigures = QueueWithFigures[];

/** Why a snapshot is sent. */
export type Reason = "start" | "missed" | "slow" | "rights" | "renewed";

/**
 * One recording, pauses included. AMI `MixMonitorStart`, `MixMonitorStop`, `MixMonitorMute`, `MonitorStart`,
 * `MonitorStop`.
 */
export type Recording = {
  /** The file as the dial plan named it; `None` where only its beginning was seen. */
  file?: string | null;
  /** When it began. */
  from: Timestamp;
  /** How long it was muted in between. */
  paused_ms: number;
  /** When it ended: by a stop, or with the channel. */
  to?: Timestamp | null;
};

/** A recording of a call is finished: nothing is added to it any more. Asterisk may still be closing the file. */
export type RecordingReady = {
  /** The call as it is known now; one that it becomes part of later has the recording then. */
  call: CallId;
  /** The file as Asterisk named it; `None` where only its beginning was seen. */
  file?: string | null;
  /** When it began. */
  from: Timestamp;
  /** Whose the call is. */
  tenant: string;
  /** When it ended. */
  to: Timestamp;
};

/** What a leg or a party was to the call. */
export type Role = "caller" | "callee" | "member" | "transfer_target" | "picker" | "joined" | "internal";

/** Everything that a client may see, as it stands. */
export type Snapshot = {
  /** Agents, by Asterisk and name. */
  agents: AgentNow[];
  /** Calls that go on, in the order of their ids. */
  calls: Call[];
  /** Extensions, by Asterisk and number. */
  extensions: ExtensionNow[];
  /** Queues, by Asterisk and name. */
  queues: QueueNow[];
  /** Why it is sent. */
  reason: Reason;
};

/** A channel of the call was in an application. ARI `StasisStart`, `StasisEnd`. */
export type StasisStay = {
  /** The application. */
  application: string;
  /** What it was told when the channel came in. */
  args: string[];
  /** When the channel came in. */
  from: Timestamp;
  /** When it left; `None` while it is in, and where its leaving was not seen. */
  to?: Timestamp | null;
};

export type Timestamp = string;

/** One transfer. */
export type Transfer = {
  /** When the transferer asked for it. */
  at: Timestamp;
  /** Who transferred; `system` for a redirect by AMI or ARI. */
  by?: string | null;
  /** How long the transferer and the target talked before. */
  consult_ms?: number | null;
  /** Blind or attended. */
  kind: TransferKind;
  /** The transferred party came to talk with the target, whatever the event's `Result` says. */
  succeeded: boolean;
  /** The target, as dialled. */
  to?: string | null;
};

/** How a transfer was made. */
export type TransferKind = "blind" | "attended";

/**
 * A queue did not let the caller in; that is no visit.
 *
 * Source: AMI `Newexten` of `Queue()` that no `QueueCallerJoin` follows. Asterisk sends nothing else, and writes
 * nothing to its queue_log either.
 */
export type TurnedAway = {
  /** When the caller came to it. */
  at: Timestamp;
  /** Name of the queue. */
  queue: string;
};

/** `Uniqueid` of one channel. AMI header `Uniqueid`; ARI `channel.id`. */
export type Uniqueid = string;

/** What ended a visit. */
export type VisitOutcome = "answered" | "abandoned" | "timeout" | "exit_key" | "exit_empty" | "withdrawn" | "transferred" | "lost";
