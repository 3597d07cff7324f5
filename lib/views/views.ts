import { recordAudit } from "../access/audit";
import type { Principal } from "../access/scope";
import { randomText } from "../access/secret-text";
import type { Database } from "../db/client";
import { conflict, forbidden, notFound } from "../http/problem";
import { countViewsOf, deleteView, insertView, type StoredView, selectView, selectViews } from "./store";
import type { NewView, View, ViewPage } from "./view";

/** Whoever needs more does not look for them any more. */
const MOST_VIEWS = 100;

/** The views of a page that somebody may use: the shared ones and their own, by name. @param viewer id of who asks */
export async function listViews({ db }: { db: Database }, page: ViewPage, viewer: string): Promise<View[]> {
  const views = await selectViews(db, page, viewer);
  return views.map((view) => told(view, viewer)).sort((a, b) => names.compare(a.name, b.name));
}

/**
 * Saves filters under a name.
 * @throws Problem 409 when the owner has 100 already
 */
export async function saveView(
  { db, now }: { db: Database; now: Date },
  owner: Principal,
  { page, name, search, shared }: NewView,
): Promise<View> {
  const view: StoredView = {
    ...{ id: `view_${randomText(12)}`, page, name, search, shared },
    ...{ ownerId: owner.id, ownerName: owner.name, createdAt: now },
  };
  await db.transaction(async (tx) => {
    if ((await countViewsOf(tx, owner.id)) >= MOST_VIEWS) {
      throw conflict(`You have ${MOST_VIEWS} views already. Delete some that you no longer use.`);
    }
    await insertView(tx, view);
    if (shared) {
      await recordAudit(
        { db: tx, now },
        { actor: owner, action: "view.shared", target: view.id, detail: { name, search } },
      );
    }
  });
  return told(view, owner.id);
}

/**
 * Deletes a view: one's own, or as an administrator a shared one.
 * @throws Problem 404 when there is none that the principal sees, 403 when it is somebody else's
 */
export async function removeView(
  { db, now }: { db: Database; now: Date },
  principal: Principal,
  viewId: string,
): Promise<void> {
  await db.transaction(async (tx) => {
    const view = await selectView(tx, viewId);
    if (!view || (!view.shared && view.ownerId !== principal.id)) throw notFound("There is no such view.");
    const mayDeleteOthers = principal.role === "admin" || principal.role === undefined;
    if (view.ownerId !== principal.id && !mayDeleteOthers) throw forbidden("Only its owner or an administrator may.");
    await deleteView(tx, viewId);
    if (view.shared) {
      const detail = { name: view.name, search: view.search };
      await recordAudit({ db: tx, now }, { actor: principal, action: "view.deleted", target: viewId, detail });
    }
  });
}

function told({ id, page, name, search, shared, ownerId, ownerName }: StoredView, viewer: string): View {
  return { ...{ id, page: page as ViewPage, name, search, shared }, owner: ownerName, own: ownerId === viewer };
}

const names = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
