import { buttonClass } from "@/components/ui/button";
import { SearchField, SelectField } from "@/components/ui/field";

/** What the audit log is narrowed by, as its URL has it. */
export interface AuditQuery {
  actor: string;
  action: string;
}

/** The nouns whose actions are written, as an operator reads them. */
const ABOUT = [
  { value: "", name: "anything" },
  { value: "sign_in", name: "signing in" },
  { value: "sign_out", name: "signing out" },
  { value: "set_up", name: "set-up" },
  { value: "session", name: "sessions" },
  { value: "password", name: "passwords" },
  { value: "user", name: "users" },
  { value: "key", name: "API keys" },
  { value: "bot", name: "bots" },
  { value: "channel", name: "channels" },
  { value: "delivery", name: "deliveries" },
  { value: "scrape_target", name: "scrape targets" },
  { value: "view", name: "saved views" },
  { value: "message", name: "revealed messages" },
];

/** The log's filters: a plain form of method GET, so that it works without JavaScript and the URL has it all. */
export function AuditFilters({ query }: { query: AuditQuery }) {
  // A link may ask for one action only, which is then a choice too.
  const isListed = ABOUT.some(({ value }) => value === query.action);
  return (
    <form action="/settings/audit" method="get" className="flex flex-wrap items-center gap-x-3 gap-y-2 print:hidden">
      <SearchField label="Search who" name="actor" defaultValue={query.actor} />
      <SelectField
        label="About"
        name="action"
        defaultValue={query.action}
        options={isListed ? ABOUT : [...ABOUT, { value: query.action, name: query.action }]}
      />
      <button type="submit" className={buttonClass()}>
        Filter
      </button>
    </form>
  );
}
