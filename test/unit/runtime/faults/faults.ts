/** A test by its file below `test/` and its title. */
export type TestName = readonly [file: string, title: string];

/** One fault that an operator survives. */
export interface Fault {
  readonly number: number;
  readonly name: string;
  /** What is to happen. */
  readonly outcome: string;
  /** Tests that inject it on an injected clock and transport. */
  readonly unit: readonly TestName[];
  /** Tests that provoke it on a real kube-apiserver (and on the sandbox, where that can), or why it cannot be. */
  readonly real: readonly TestName[] | string;
}

const cache = "unit/runtime/cache";
const client = "unit/runtime/client";
const run = "unit/runtime/controller";
const consistency = "unit/runtime/consistency";
const elector = "unit/runtime/election/lease-elector.test.ts";
const manager = "unit/runtime/manager/manager.test.ts";
const recorder = "unit/runtime/events/recorder.test.ts";
const here = "unit/runtime/faults";
const real = "integration/faults";

/** Every fault that the runtime is built for, and where that is tested. */
export const faults: readonly Fault[] = [
  {
    number: 1,
    name: "the API server restarts",
    outcome:
      "waits of 0.8 to 30 s with jitter, then a watch from the last version without a list; no deletion is lost",
    unit: [
      [`${cache}/reflector-watch.test.ts`, "meets %s with growing waits, without a list"],
      [
        `${cache}/reflector-watch.test.ts`,
        "that ends is opened again at once, at the last version that was seen",
      ],
      [`${cache}/backoff.test.ts`, "waits double from 0.8 s to 30 s"],
      [`${cache}/backoff.test.ts`, "each is stretched by up to its double, and the stretch does not add up"],
    ],
    real: [
      [`${real}/restart.test.ts`, "in good order and comes back: what happened meanwhile is known"],
      [`${real}/restart.test.ts`, "all at once and comes back: a deletion that no watch told of is not lost"],
      [`${real}/connections.test.ts`, "is taken up without a list when nobody listens for a while"],
      [
        `${real}/connections.test.ts`,
        "is taken up after a reset where it was, without a list; no deletion is lost",
      ],
    ],
  },
  {
    number: 2,
    name: "a connection is half-open",
    outcome:
      "a dead peer is known after 40 s by TCP, a silent one after 90 s, any watch 5 s after its time; a new connection is opened",
    unit: [
      [
        `${cache}/reflector-watch.test.ts`,
        "that is half-open is given up after 90 silent seconds, and taken up at its last version",
      ],
      [
        `${cache}/reflector-watch.test.ts`,
        "is asked to end after five to ten minutes, and is given up five seconds later, whatever it says",
      ],
      [
        `${client}/keep-alive.test.ts`,
        "each connection (TLS: %s) is probed by TCP after 30 silent seconds, so that a dead peer shows within 45",
      ],
    ],
    real: [
      [`${real}/connections.test.ts`, "is given up when it is half-open, and taken up on a new connection"],
    ],
  },
  {
    number: 3,
    name: "410 at the start or in the middle of a watch",
    outcome: "a list at the last version; what it lacks is deleted by tombstones",
    unit: [
      [
        `${cache}/reflector-watch.test.ts`,
        "that expired in the middle means a list not older than what was seen, after a wait",
      ],
      [
        `${cache}/reflector-watch.test.ts`,
        "that cannot be opened because its version expired means a list at that version",
      ],
      [
        `${cache}/reflector-list.test.ts`,
        "whose version expired is asked for the newest state at once, and the next one at its version again",
      ],
      [
        `${cache}/informer.test.ts`,
        "tells the difference: creations, updates, and deletions by the last state that was seen",
      ],
    ],
    real: [
      [`${real}/restart.test.ts`, "and has forgotten its history: the list tells the difference"],
      [`${real}/connections.test.ts`, "of %i comes back by a list, which tells the difference"],
    ],
  },
  {
    number: 4,
    name: "a version that the server does not have yet (restored etcd, lagging replica)",
    outcome: "the newest state is listed at once; otherwise never anything older than what was seen",
    unit: [
      [
        `${cache}/reflector-list.test.ts`,
        "whose version the server does not have (%s) is asked for the newest state at once",
      ],
      [
        `${cache}/reflector-watch-list.test.ts`,
        "whose version %s is asked for the newest state at once; the version counts again when that has come",
      ],
      [
        `${cache}/reflector-list.test.ts`,
        "comes again at the last version that was seen, without a limit, after the watch failed",
      ],
      [
        `${cache}/reflector-watch.test.ts`,
        "that is silent, and the next one too, though the server sends bookmarks, means a new list: it may be behind",
      ],
      [
        `${client}/transport.test.ts`,
        "a version that the server does not have yet is thrown at once, though it says Retry-After",
      ],
    ],
    real: [
      [
        `${real}/restart.test.ts`,
        "and comes back from an older backup: its newest state is taken, whatever was known",
      ],
    ],
  },
  {
    number: 5,
    name: "429 with Retry-After",
    outcome: "it is honoured, nothing is listed anew, and leases have a connection of their own",
    unit: [
      [
        `${client}/transport.test.ts`,
        "%i is tried again after the seconds that the server names, also a POST",
      ],
      [`${cache}/reflector-watch.test.ts`, "that is told 429 in the middle waits and goes on where it was"],
      [`${client}/rest-client.test.ts`, "calls of a lease client have connections of their own"],
    ],
    real: [
      [`${real}/connections.test.ts`, "of 429 goes on where it was, without a list"],
      [
        `${real}/leases.test.ts`,
        "renew it on a connection of their own, while the server throttles everything else",
      ],
      [
        `${real}/writes.test.ts`,
        "is asked to wait by 429 with Retry-After, does so within the call, and writes once",
      ],
    ],
  },
  {
    number: 6,
    name: "409 at an update",
    outcome: "another run after a wait; no error in the log",
    unit: [[`${run}/controller.test.ts`, "a conflict is no error in the log, but comes again with a wait"]],
    real: [[`${real}/writes.test.ts`, "that meets a conflict comes again, and that is no error in the log"]],
  },
  {
    number: 7,
    name: "a write is done, but its answer is lost",
    outcome: "it is not sent again; the next run finds what is there",
    unit: [
      [`${consistency}/lost-answers.test.ts`, "the server is asked, once (stored: %s)"],
      [`${here}/writes.test.ts`, "fails its run; the next one finds what was created and goes on from there"],
      [
        `${here}/writes.test.ts`,
        "is met as AlreadyExists by a run that creates at once, and as a plain success by one that applies",
      ],
      [`${here}/writes.test.ts`, "of the status is written again by the next run, from what is there then"],
      [
        `${client}/transport.test.ts`,
        "a write whose connection was lost is not sent again: it may have happened",
      ],
    ],
    real: [
      [`${real}/writes.test.ts`, "adopts what it created when the answer was lost: it is not created twice"],
      [`${real}/writes.test.ts`, "learns from AlreadyExists that a write whose answer was lost was done"],
      [`${real}/writes.test.ts`, "whose status was written, but not answered, ends with that status"],
    ],
  },
  {
    number: 8,
    name: "some of several objects are written",
    outcome: "the next run writes all; the status comes last",
    unit: [
      [
        `${here}/writes.test.ts`,
        "of several objects of which one is refused, the next run makes all; the status is written last",
      ],
    ],
    real: [
      [
        `${real}/writes.test.ts`,
        "whose second of three objects is refused makes all of them in the end, and only then says so",
      ],
    ],
  },
  {
    number: 9,
    name: "the cache is behind an own write",
    outcome: "a run that follows sees what was written",
    unit: [
      [
        `${consistency}/read-your-writes.test.ts`,
        "finds what was updated, patched or applied, in its status too, and by another worker as well",
      ],
      [`${consistency}/read-your-writes.test.ts`, "does not find what was deleted"],
      [`${consistency}/lost-answers.test.ts`, "as its watch is stuck, the server is asked after a while"],
      [
        `${run}/reconciler-status.test.ts`,
        "starts from what the last one wrote, though the cache does not have it yet",
      ],
    ],
    real: [
      [
        `${real}/writes.test.ts`,
        "reads back what it wrote, and not what it deleted, though the watch stalls",
      ],
      [
        `${real}/writes.test.ts`,
        "that follows at once sees the status that the last one wrote, though the watch stalls",
      ],
    ],
  },
  {
    number: 10,
    name: "clocks of candidates differ",
    outcome: "a lease runs out by what was observed here, never by its own times",
    unit: [
      [elector, "waits for another's lease by its own observation, however old or new its times claim to be"],
    ],
    real: [[`${real}/leases.test.ts`, "whose clocks are an hour apart lead one at a time, in turn"]],
  },
  {
    number: 11,
    name: "the API server is slow to renew a lease",
    outcome: "a try has half the deadline, so that several fit",
    unit: [
      [elector, "gives up a try that hangs after half the deadline, so that several fit"],
      [elector, "bears a server that is away for less than the deadline"],
    ],
    real: [[`${real}/leases.test.ts`, "keep it though every second try gets no answer"]],
  },
  {
    number: 12,
    name: "a partition with two leaders",
    outcome: "the old leader aborts its runs at the renew deadline and ends before the lease has run out",
    unit: [
      [elector, "of two candidates one leads at a time, through a partition of the first"],
      [elector, "is lost when nothing could be written for the deadline, before another may take over"],
      [manager, "that is lost aborts everything hard and at once, and is thrown"],
      [manager, "that is lost is thrown within a second, also when a run ignores its signal"],
    ],
    real: [
      [
        `${real}/leases.test.ts`,
        "never work at the same time: a leader that is cut off ends before another begins",
      ],
    ],
  },
  {
    number: 13,
    name: "a partition that stays",
    outcome: "a candidate that cannot ask for the lease is not ready",
    unit: [[elector, "says so after the renew deadline, and no more when the server answers, whoever leads"]],
    real: [[`${real}/leases.test.ts`, "that cannot ask for it are not ready, and say so"]],
  },
  {
    number: 14,
    name: "tokens rotate",
    outcome: "they are read each minute, and once more after a 401; watches are opened again",
    unit: [
      [
        `${client}/load-connection.test.ts`,
        "the ServiceAccount's files make the connection; a rotated token is read within a minute",
      ],
      [`${client}/transport.test.ts`, "is answered with fresh credentials, once, also for a write"],
      [`${client}/credential-cache.test.ts`, "many refusals of the same credentials cost one load"],
    ],
    real: [
      [
        `${real}/rights.test.ts`,
        "a token that is no longer good is read again: the watch goes on with the new one",
      ],
    ],
  },
  {
    number: 15,
    name: "certificates of clients and of the server rotate",
    outcome: "new connections within a minute; calls under way are finished",
    unit: [
      [
        `${client}/channel-pools.test.ts`,
        "a new token keeps the connections, new TLS material does not, and what the old carry is finished",
      ],
      [`${client}/load-connection.test.ts`, "finds certificates beside itself, and reads rotated ones again"],
    ],
    real: [
      [
        `${real}/certificates.test.ts`,
        "a client's: connections to come use the new one, a watch that is open goes on",
      ],
      [
        `${real}/certificates.test.ts`,
        "the server's, of another authority: it is trusted as soon as the file says so, and not before",
      ],
    ],
  },
  {
    number: 16,
    name: "SIGTERM during runs",
    outcome:
      "no run begins, those under way have 30 s, then they are aborted; the lease goes last; a second signal ends with 1",
    unit: [
      [`${run}/controller-stop.test.ts`, "lets runs end, begins no new one, and waits for them"],
      [`${run}/controller-stop.test.ts`, "made hard, aborts the runs; what they throw then is no failure"],
      [manager, "members are aborted hard after the graceful time, and the rest of the order still holds"],
      [manager, "is renewed while members stop, and released last"],
    ],
    real: [
      [
        `${real}/process.test.ts`,
        "lets its runs end on SIGTERM, begins none, gives its lease back, and ends with 0",
      ],
      [`${real}/process.test.ts`, "ends with 1 at once on a second signal"],
    ],
  },
  {
    number: 17,
    name: "an object whose runs always fail",
    outcome: "it alone waits longer and longer, up to 1000 s",
    unit: [
      [`${run}/controller.test.ts`, "is logged with its object, and leaves others alone"],
      ["unit/runtime/queue/rate-limiter.test.ts", "a key's waits double from 5 ms to 1000 s, and stay there"],
    ],
    real: [[`${real}/writes.test.ts`, "that fails for one object always holds up no other"]],
  },
  {
    number: 18,
    name: "a handler of events, a predicate or a transform throws",
    outcome: "it is told; the watch lives; a resync brings what was missed",
    unit: [
      [`${cache}/informer.test.ts`, "that throw are told, and hold up neither the others nor the watch"],
      [
        `${cache}/informer.test.ts`,
        "is the object as it came where the transform throws; that is told, and the watch goes on",
      ],
      [`${cache}/informer.test.ts`, "get everything again by a resync, as updates that change nothing"],
      [`${run}/controller-events.test.ts`, "a map that throws costs that event only"],
    ],
    real: [
      [
        `${real}/writes.test.ts`,
        "whose predicate throws for an object misses that event only: the watch lives",
      ],
    ],
  },
  {
    number: 19,
    name: "code that computes without an end",
    outcome: "it is told once it is over, liveness fails, and the lease is lost to another",
    unit: [
      [
        "unit/runtime/health/loop-watch.test.ts",
        "code that holds up the event loop for a second or more is told with its time; what is shorter is not",
      ],
      [elector, "is lost at once when another's name is in the lease"],
    ],
    real: [
      [
        `${real}/process.test.ts`,
        "that computes without an end answers no probe, and loses its lease to another",
      ],
    ],
  },
  {
    number: 20,
    name: "a run that never ends",
    outcome: "its signal aborts at the time limit; its object is in no second run until it has ended",
    unit: [
      [
        `${run}/controller-stop.test.ts`,
        "aborts the run's signal, and the run counts as failed when it ends",
      ],
      [
        `${run}/controller-stop.test.ts`,
        "never makes two runs of one object: the key is locked until the first has ended",
      ],
      [
        "unit/runtime/metrics/runtime-metrics.test.ts",
        "shows a run that does not end, growing while it is asked",
      ],
    ],
    real: [
      [
        `${real}/writes.test.ts`,
        "that never ends has its signal aborted at its time limit; its object is in no second run meanwhile",
      ],
    ],
  },
  {
    number: 21,
    name: "a definition is missing at the start",
    outcome: "it is waited for until the time limit for first lists, and told",
    unit: [
      [
        `${cache}/reflector-list.test.ts`,
        "that fails is repeated with growing waits, and each failure is told",
      ],
      [
        "unit/runtime/operator-parts.test.ts",
        "ends the operator after a while, with its name and what to do: its definition is missing",
      ],
    ],
    real: [
      [`${real}/definitions.test.ts`, "is waited for when it is missing at the start, and told in the log"],
    ],
  },
  {
    number: 22,
    name: "a definition is removed while the operator runs",
    outcome: "its objects are gone; slow tries; all is well when it is made again",
    unit: [
      [`${cache}/informer.test.ts`, "that is empty deletes everything, each once"],
      [
        `${cache}/reflector-list.test.ts`,
        "that fails is repeated with growing waits, and each failure is told",
      ],
    ],
    real: [
      [`${real}/definitions.test.ts`, "takes its objects with it, and they are back when it is made again"],
    ],
  },
  {
    number: 23,
    name: "huge objects and lists",
    outcome: "they come as a stream or in pages, in whatever pieces",
    unit: [
      [`${client}/watch-stream.test.ts`, "are cut at newlines, wherever the chunks end"],
      [`${cache}/reflector-list.test.ts`, "in pages is one list, of the version of the first page"],
      [
        `${cache}/reflector-watch-list.test.ts`,
        "is published as a whole at its bookmark, and the same stream goes on",
      ],
    ],
    real: [
      [`${real}/lists.test.ts`, "comes as a stream, in whatever pieces the network cuts it"],
      [`${real}/lists.test.ts`, "that breaks off in the middle counts for nothing, and is asked for again"],
      [`${real}/lists.test.ts`, "comes in pages, or whole, where it is not to be had as a stream"],
    ],
  },
  {
    number: 24,
    name: "a line of a watch is malformed or cut off",
    outcome: "what was read before counts; the watch is taken up there",
    unit: [
      [
        `${client}/watch-stream.test.ts`,
        "that cannot be read (%s) become the last event, an internal error that quotes nothing",
      ],
      [
        `${client}/watch-stream.test.ts`,
        "that are cut off by the end are no events: the watch goes on before them",
      ],
      [
        `${cache}/reflector-watch.test.ts`,
        "that breaks inside the server is opened again with waits for a minute; then a list is due",
      ],
    ],
    real: [
      [`${real}/connections.test.ts`, "is taken up when a line is not what it should be"],
      [`${real}/connections.test.ts`, "is taken up when its last line is cut off"],
    ],
  },
  {
    number: 25,
    name: "a proxy that buffers, or a load balancer that cuts what is idle",
    outcome: "an idle watch is opened again at once; bookmarks keep its version fresh",
    unit: [
      [
        `${cache}/reflector-watch.test.ts`,
        "that ends without an event after a second or more is opened again at once",
      ],
      [`${cache}/reflector-watch.test.ts`, "tells of every event in order, with the version it has come to"],
      [
        `${cache}/reflector-watch.test.ts`,
        "that is silent because its server sends no bookmarks is given up once; then each has its whole time",
      ],
    ],
    real: [
      [`${real}/connections.test.ts`, "is taken up at once when a load balancer cuts what is idle"],
      [
        `${real}/connections.test.ts`,
        "behind a proxy that buffers brings its events when the server ends it",
      ],
      [`${real}/connections.test.ts`, "brings its events in drops"],
    ],
  },
  {
    number: 26,
    name: "the certificate of a server of ours rotates (metrics; webhooks are to come)",
    outcome: "handshakes use the new pair within 10 s; a pair that is no pair keeps the old",
    unit: [
      [
        "unit/runtime/certificate/cert-watcher.test.ts",
        "is found within 10 s, also when no watch tells of it; the same pair is no change",
      ],
      [
        "unit/runtime/certificate/cert-watcher.test.ts",
        "that is half done keeps the pair before, is told and counted, and taken over when it is whole",
      ],
      [
        "unit/runtime/certificate/cert-watcher.test.ts",
        "by renaming, and by the link that a mounted Secret has, is one too",
      ],
    ],
    real: "It has nothing to do with an API server: files and a server of ours, both of which the unit tests have for real.",
  },
  // 27, a webhook at shut-down, comes with webhooks
  {
    number: 28,
    name: "memory runs out",
    outcome: "a warning at 80 % of the limit; a restart converges",
    unit: [
      [
        "unit/runtime/health/memory-watch.test.ts",
        "it warns once at 80 % of the limit, and again only after a while below 70 %",
      ],
    ],
    real: "The limit is that of the process's cgroup, which a test may not set; that a restart converges is what the tests of SIGKILL and of two candidates show.",
  },
  {
    number: 29,
    name: "a role is taken away (403)",
    outcome: "tries up to 30 s apart; readiness names the kind",
    unit: [
      [
        "unit/runtime/assembly/check-watches.test.ts",
        "a kind that was in sync is named when the server refuses it with %i",
      ],
      [
        `${cache}/reflector-list.test.ts`,
        "that fails is repeated with growing waits, and each failure is told",
      ],
    ],
    real: [
      [
        `${real}/rights.test.ts`,
        "a role that is taken away is named by readiness; given back, the watch goes on",
      ],
    ],
  },
  {
    number: 30,
    name: "a flood of events, or an API of events that is down",
    outcome: "events are dropped; runs go on",
    unit: [
      [recorder, "and a flood: a thousand events wait, more are dropped, and that is said once"],
      [recorder, "does not hold up its caller, whatever the server does"],
      [recorder, "that does not answer is tried again, twelve times, ten seconds apart"],
    ],
    real: [[`${real}/writes.test.ts`, "goes on when events cannot be written: they are dropped"]],
  },
];
