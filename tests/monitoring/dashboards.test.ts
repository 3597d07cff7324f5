import { describe, expect, it } from "vitest";
import { DASHBOARDS } from "./support/dashboards";
import { readYaml } from "./support/stack";

const dashboards = Object.entries(DASHBOARDS);
const panels = dashboards.flatMap(([file, { panels }]) => panels.map((panel) => [file, panel.title, panel] as const));

describe("the dashboards", () => {
  it("are five: workers, services, the fleet's performance, one bot, the system", () => {
    expect(Object.keys(DASHBOARDS).sort()).toEqual(["bot", "bots", "services", "system", "workers"]);
    expect(DASHBOARDS.workers?.panels).toHaveLength(12);
    expect(DASHBOARDS.services?.panels).toHaveLength(14);
  });

  it.each(dashboards)(
    "%s has a name, says what it shows, and asks the Prometheus that is chosen",
    (file, dashboard) => {
      expect(dashboard).toMatchObject({ uid: `rollcall-${file}`, tags: ["rollcall"] });
      expect(dashboard.title).toMatch(/^Rollcall \/ /);
      expect(dashboard.description.length).toBeGreaterThan(20);
      expect(dashboard.templating.list[0]).toMatchObject({
        name: "datasource",
        type: "datasource",
        query: "prometheus",
      });
      const titles = dashboard.panels.map(({ title }) => title);
      expect(new Set(titles).size).toBe(titles.length);
      expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(titles.length);
    },
  );

  it.each(dashboards)("%s lays its panels side by side, none over another", (_, { panels }) => {
    const taken = new Set<string>();
    for (const { gridPos } of panels) {
      expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x += 1) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y += 1) {
          expect(taken, `${x},${y}`).not.toContain(`${x},${y}`);
          taken.add(`${x},${y}`);
        }
      }
    }
  });

  it.each(panels)("%s: %s has a query, a unit, thresholds, a legend and words that explain it", (_, title, panel) => {
    expect(title).toMatch(/^[A-Z]/);
    expect(panel.description.length).toBeGreaterThan(15);
    expect(panel.targets.length).toBeGreaterThan(0);
    expect(panel.fieldConfig.defaults.unit).toBeTruthy();
    expect(panel.fieldConfig.defaults.thresholds.steps.length).toBeGreaterThan(0);
    for (const { expr, legendFormat, datasource } of panel.targets) {
      expect(expr).toBeTruthy();
      expect(legendFormat).toBeTruthy();
      expect(datasource).toEqual({ type: "prometheus", uid: `\${datasource}` });
    }
  });

  it.each(dashboards)("%s knows every variable that its queries name", (_, { panels, templating }) => {
    const known = ["__rate_interval", "__range", "__interval", ...templating.list.map(({ name }) => name)];
    const named = panels
      .flatMap(({ targets }) => targets)
      .flatMap(({ expr }) => [...expr.matchAll(/\$([A-Za-z_]\w*)/g)].map(([, name]) => name));
    for (const name of named) expect(known).toContain(name);
  });

  it("can pick a worker, a service and a bot", () => {
    const queries = dashboards.flatMap(([file, { templating }]) =>
      templating.list.slice(1).map(({ name, query }) => [file, name, typeof query === "string" ? query : query.query]),
    );
    expect(queries).toEqual([
      ["bot", "bot", "label_values(bot_up, bot)"],
      ["bots", "bot", "label_values(bot_up, bot)"],
      ["services", "job", "label_values(http_requests_total, job)"],
      ["workers", "worker", "label_values(worker_up, bot)"],
    ]);
  });

  it("are found by Grafana where the compose file puts them", () => {
    const { providers } = readYaml<{ providers: { options: { path: string } }[] }>(
      "grafana/provisioning/dashboards/rollcall.yml",
    );
    const { services } = readYaml<{ services: { grafana: { volumes: string[] } } }>("docker-compose.yml");
    expect(services.grafana.volumes).toContain(`./grafana/dashboards:${providers[0]?.options.path}:ro`);
    expect(services.grafana.volumes).toContain("./grafana/provisioning:/etc/grafana/provisioning:ro");
  });

  it("have their Prometheus and Alertmanager provisioned, on loopback", () => {
    const { datasources } = readYaml<{ datasources: { type: string; url: string }[] }>(
      "grafana/provisioning/datasources/prometheus.yml",
    );
    expect(datasources.map(({ type, url }) => [type, url])).toEqual([
      ["prometheus", "http://127.0.0.1:9090"],
      ["alertmanager", "http://127.0.0.1:9093"],
    ]);
  });
});
