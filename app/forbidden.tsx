import { State } from "@/components/ui/state";

export const metadata = { title: "Loopback only" };

/** What anyone but the machine itself sees, until operators can sign in. */
export default function Forbidden() {
  return (
    <main>
      <State shape="bars" level={1} title="These pages are served on loopback only">
        Operators cannot sign in yet, so only the machine that Rollcall runs on may look. Open{" "}
        <code>http://127.0.0.1:3000</code> there, or make a tunnel to it:{" "}
        <code className="break-all">ssh -L 3000:127.0.0.1:3000 the-machine</code>
      </State>
    </main>
  );
}
