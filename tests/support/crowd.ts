import { readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { ADMIN_KEY } from "./server";

const MARK = Buffer.from("event: message:new");

/** A bare client of the stream: cheap enough for a thousand of them in one process. */
export interface Member {
  socket: Socket;
  localPort: number;
  /** Events that came. */
  count: number;
  /** Numbers in the texts `<number>` that came, with their times of arrival in milliseconds; only where it is listened for. */
  arrivals: Map<number, number>;
}

/**
 * Opens a stream.
 * @param listens "counts" events, "notes" each one's arrival too, or is "stalled": never reads a byte
 */
export function join(url: string, botId: string, listens: "counts" | "notes" | "stalled"): Promise<Member> {
  const { hostname, port } = new URL(url);
  const member: Member = { socket: connect(Number(port), hostname), localPort: 0, count: 0, arrivals: new Map() };
  const { socket } = member;
  socket.on("error", () => {});
  let rest: Buffer = Buffer.alloc(0);
  return new Promise((resolve, reject) => {
    socket.once("connect", () => {
      member.localPort = socket.localPort ?? 0;
      if (listens === "stalled") {
        socket.pause();
        resolve(member);
      }
      socket.write(
        `GET /api/events/stream?channels=messages&bot_id=${botId} HTTP/1.1\r\nHost: ${hostname}\r\nAuthorization: Bearer ${ADMIN_KEY}\r\n\r\n`,
      );
    });
    if (listens === "stalled") return;
    socket.once("data", (data) => {
      if (data.includes("200 OK")) resolve(member);
      else reject(new Error(data.toString("utf8", 0, 400)));
    });
    socket.on("data", (data) => {
      const text = rest.length > 0 ? Buffer.concat([rest, data]) : data;
      for (let at = text.indexOf(MARK); at !== -1; at = text.indexOf(MARK, at + 1)) member.count++;
      rest = text.subarray(Math.max(0, text.length - MARK.length + 1));
      if (listens === "notes") {
        const now = performance.now();
        for (const [, number] of text.toString("latin1").matchAll(/<(\d+)>/g)) {
          if (!member.arrivals.has(Number(number))) member.arrivals.set(Number(number), now);
        }
      }
    });
  });
}

/** Resident memory of a process, in MB. */
export function residentMb(pid: number): number {
  const [, kilobytes] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kilobytes) / 1024;
}

const ESTABLISHED = "01";
const CLOSE_WAIT = "08";

/** How many of the members' connections the server's process still holds, whatever the members did with their end. */
export function heldBy(url: string, members: readonly Member[]): number {
  const server = Number(new URL(url).port);
  const ours = new Set(members.map(({ localPort }) => localPort));
  const lines = readFileSync("/proc/net/tcp", "utf8").trim().split("\n").slice(1);
  return lines.filter((line) => {
    const [, local = "", remote = "", state = ""] = line.trim().split(/\s+/);
    const isOurs = portOf(local) === server && ours.has(portOf(remote));
    return isOurs && (state === ESTABLISHED || state === CLOSE_WAIT);
  }).length;
}

const portOf = (address: string) => Number.parseInt(address.split(":")[1] ?? "", 16);
