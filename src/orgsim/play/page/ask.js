// Questions to the server. A mistake comes back as one line, and is thrown as such.

export class Mistake extends Error {}

async function checked(answer) {
  if (answer.ok) return answer;
  let said = `the server answered ${answer.status}`;
  try { said = (await answer.json()).mistake ?? said; } catch { /* not ours: what stands above says it */ }
  throw new Mistake(said);
}

async function reach(path, options) {
  try {
    return await checked(await fetch(path, options));
  } catch (error) {
    if (error instanceof Mistake || error.name === "AbortError") throw error;
    throw new Mistake("orgsim does not answer any more; is it still running in its window?");
  }
}

export const ask = async (path, query = "", options = {}) => (await reach(`${path}${query}`, options)).json();

// A header in JSON, then columns as they lie in memory.
export async function columns(path, query, options = {}) {
  const data = await (await reach(`${path}${query}`, options)).arrayBuffer();
  const length = new DataView(data).getUint32(0, true);
  const { columns: table, ...facts } = JSON.parse(new TextDecoder().decode(new Uint8Array(data, 4, length)));
  const kinds = { Float32Array, Uint16Array, Int32Array, Int8Array };
  for (const [name, { at, kind, length: size }] of Object.entries(table)) facts[name] = new kinds[kind](data, 4 + length + at, size);
  return facts;
}

// Lines of JSON as they come.
export async function* lines(path, query, options = {}) {
  const reader = (await reach(`${path}${query}`, options)).body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    const parts = (rest + (value ?? "")).split("\n");
    rest = parts.pop();
    for (const part of parts) if (part) yield JSON.parse(part);
    if (done) return;
  }
}
