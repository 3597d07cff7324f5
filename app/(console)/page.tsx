import { redirect } from "next/navigation";
import { authorise } from "./authorise";

/** The console opens with the bots. */
export default async function Home() {
  await authorise();
  redirect("/bots");
}
