import { afterAll, beforeAll, expect, test } from "vitest";
import { addMainPbx, startStaff, type TestStaff } from "./start-staff.ts";

let staff: TestStaff;
beforeAll(async () => {
  staff = await startStaff();
  await addMainPbx(staff);
});
afterAll(() => staff.close());

const BYTES = { "content-type": "application/octet-stream" };
const LANGUAGE = Buffer.from("<gui-lang><t>Ja</t></gui-lang>");

function put(path: string, body: Buffer, headers: Record<string, string> = BYTES, key?: string) {
  return staff.call("PUT", path, { body, headers, ...(key === undefined ? {} : { key }) });
}

test("takes a file, whatever type the client says it has, and gives it back byte for byte", async () => {
  const path = "/files/snom/gui_lang_DE.xml";
  const made = await put(`${path}?kind=language`, LANGUAGE, { "content-type": "text/xml" });
  expect(made).toMatchObject({
    status: 201,
    json: {
      vendor: "snom",
      kind: "language",
      name: "gui_lang_DE.xml",
      bytes: LANGUAGE.length,
      version: null,
      models: [],
    },
  });
  expect(made.json.path).toMatch(/^\/f\/[\w-]{16}\/gui_lang_DE\.xml$/);
  expect((await staff.get(path)).json).toEqual(made.json);
  expect((await staff.get("/files?vendor=snom")).json.items).toEqual([made.json]);
  expect((await staff.get("/files?vendor=yealink")).json.items).toEqual([]);
  expect((await staff.get("/firmware/snom/gui_lang_DE.xml")).status).toBe(404);
  const content = await staff.get(`${path}/content`);
  expect(content).toMatchObject({ status: 200, text: LANGUAGE.toString() });
  expect(content.headers).toMatchObject({
    "content-type": "application/octet-stream",
    "content-disposition": 'attachment; filename="gui_lang_DE.xml"',
    "x-content-type-options": "nosniff",
  });

  // The same again changes nothing; other bytes are refused, under a name that differs in its case as well.
  expect(await put(`${path}?kind=language`, LANGUAGE)).toMatchObject({ status: 200, json: made.json });
  const other = Buffer.from("<gui-lang/>");
  expect(await put(`${path}?kind=language`, other)).toMatchObject({ status: 409, json: { code: "file-exists" } });
  expect(await put("/files/snom/gui_lang_de.xml?kind=language", other)).toMatchObject({ status: 409 });
});

test("refuses what is not what it must be, and keeps nothing of it", async () => {
  for (const [path, body] of [
    ["/files/snom/gui_lang_XX.xml?kind=language", Buffer.from("<open>")],
    ["/files/snom/lang_DE.xml?kind=language", LANGUAGE],
    ["/files/snom/tone.wav?kind=ring-tone", Buffer.from("RIFF")],
    ["/files/snom/a.png?kind=picture", Buffer.from("<svg/>")],
    ["/files/snom/..%2F..%2Fa.png?kind=picture", Buffer.from("x")],
    ["/files/snom/..%5Ca.png?kind=picture", Buffer.from("x")],
    ["/files/gigaset/gui_lang_DE.xml?kind=language", LANGUAGE],
    ["/files/snom/gui_lang_FR.xml?kind=language", Buffer.alloc(0)],
    ["/firmware/snom/firmware.bin", Buffer.from("x")],
    ["/firmware/snom/snomD785-10.1.215.13-SIP-r.bin", Buffer.from("<!DOCTYPE html><h1>404</h1>")],
  ] as const)
    expect({ path, ...(await put(path, body)) }).toMatchObject({ path, status: 422, json: { code: "file-refused" } });
  expect(await put("/files/snom/a.png?kind=firmware", LANGUAGE)).toMatchObject({ status: 400 });
  expect(await put("/files/snom/a.png?kind=picture&model=T46S", LANGUAGE)).toMatchObject({ status: 400 });
  expect(await put("/files/nobody/a.png?kind=picture", LANGUAGE)).toMatchObject({ status: 404 });
  expect((await staff.get("/files")).json.items).toHaveLength(1);
  expect((await staff.get("/firmware")).json.items).toEqual([]);
});

test("reads no more than it may take", async () => {
  const large = Buffer.alloc(3_000_001);
  expect(await put("/files/snom/tone.wav?kind=ring-tone", large)).toMatchObject({
    status: 413,
    json: { code: "file-too-large" },
  });
  const image = await put("/firmware/snom/snomD785-10.1.215.13-SIP-r.bin", Buffer.alloc(1_000_001, 1));
  expect(image).toMatchObject({ status: 413 });
  expect((await staff.get("/firmware")).json.items).toEqual([]);
});

test("asks for the models where an image's name does not tell, and only there", async () => {
  const maxwell = "/firmware/gigaset/GC_MAX_2.14.5-release.bin";
  const body = Buffer.from("image");
  expect(await put(maxwell, body)).toMatchObject({ status: 400, json: { errors: [{ parameter: "models" }] } });
  expect(await put(`${maxwell}?models=Maxwell%203,P825`, body)).toMatchObject({ status: 400 });
  expect(await put(`${maxwell}?models=maxwell%203,Maxwell%204&minimumVersion=2.14.5`, body)).toMatchObject({
    status: 201,
    json: { version: "2.14.5", models: ["Maxwell 3", "Maxwell 4"], minimumVersion: "2.14.5" },
  });
  const nx = "/firmware/gigaset/Gigaset-Nx70-V2.65.0-build.8504c90.bin";
  expect(await put(`${nx}?models=N870%20IP%20PRO`, body)).toMatchObject({ status: 400 });
});

test("says of a name whose image it is, for which models or which ones there are to choose from", async () => {
  const read = async (name: string) => (await staff.get(`/image-names?name=${encodeURIComponent(name)}`)).json.items;
  const snom = { vendor: "snom", version: "10.1.215.13", models: ["D785"], possibleModels: [] };
  expect(await read("snomD785-10.1.215.13-SIP-r.bin")).toEqual([snom]);
  const [maxwell] = await read("GC_MAX_2.14.5-release.bin");
  expect(maxwell).toMatchObject({ vendor: "gigaset", version: "2.14.5", models: [] });
  expect(maxwell?.possibleModels).toContain("Maxwell 3");
  expect(await read("holiday.jpg")).toEqual([]);
});

test("deletes nothing that a setting names, in whatever layer", async () => {
  const path = "/files/snom/gui_lang_DE.xml";
  const inUse = { status: 409, json: { code: "file-in-use" } };
  for (const [set, unset] of [
    [{ settings: { languageFile: "gui_lang_DE.xml" } }, { settings: {} }],
    [{ vendors: { snom: { families: { snomD785: { languageFile: "gui_lang_DE.xml" } } } } }, { vendors: {} }],
  ]) {
    expect((await staff.patch("/pbxs/main", set)).status).toBe(200);
    expect(await staff.remove(path)).toMatchObject(inUse);
    await staff.patch("/pbxs/main", unset);
  }
  await staff.post("/pbxs/main/profiles", { id: "desk", settings: { backgroundUrl: "hosted:gui_lang_DE.xml" } });
  expect(await staff.remove(path)).toMatchObject(inUse);
  await staff.remove("/pbxs/main/profiles/desk");
  await staff.post("/phones", { mac: "000413AABB01", pbx: "main", settings: { firmware: "2.14.5" } });
  expect(await staff.remove("/firmware/gigaset/GC_MAX_2.14.5-release.bin")).toMatchObject(inUse);
  expect((await staff.get("/firmware/gigaset/GC_MAX_2.14.5-release.bin/uses")).json).toEqual({
    settings: [{ layer: "phone", pbx: "main", name: "000413AABB01" }],
    ...{ rollouts: [], rolledOut: 0, fitting: 0, running: 0 },
  });
  expect((await staff.get("/files/gigaset/GC_MAX_2.14.5-release.bin/uses")).status).toBe(404);
  await staff.remove("/phones/000413AABB01");
  expect((await staff.remove("/firmware/gigaset/GC_MAX_2.14.5-release.bin")).status).toBe(204);
  expect((await staff.remove(path)).status).toBe(204);
  expect((await staff.remove(path)).status).toBe(404);
  const { json } = await staff.get("/events?name=hosted-file-deleted");
  expect(json.items.map(({ detail }) => (detail as { file: string }).file)).toContain("gui_lang_DE.xml");
});

test("settings name files by names that no path or address would read in another way", async () => {
  for (const name of ["../a.xml", "a/b", "a b", "", ".a"]) {
    const settings = { languageFile: name };
    expect(await staff.patch("/pbxs/main", { settings })).toMatchObject({ status: 422 });
    const pictures = { settings: { backgroundUrl: `hosted:${name}` } };
    expect(await staff.patch("/pbxs/main", pictures)).toMatchObject({ status: 422 });
  }
});
