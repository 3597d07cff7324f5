import { redirect } from "next/navigation";
import { authorise } from "../authorise";

/** Settings open with what every operator has. */
export default async function SettingsPage() {
  await authorise();
  redirect("/settings/profile");
}
