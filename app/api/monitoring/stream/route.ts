import { POST as refused, GET as stream } from "@/app/api/events/stream/route";

/** The same stream under the name that dashboards know. */
export const GET = stream;
export const POST = refused;
export const PUT = refused;
export const PATCH = refused;
export const DELETE = refused;
export const OPTIONS = refused;
