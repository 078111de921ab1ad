// The whole state of the page is its address: what is played, and nothing of how far it has got.

export function read() {
  return Object.fromEntries(new URLSearchParams(location.search));
}

export function query(state) {
  const words = new URLSearchParams({ company: state.company, designs: state.designs.join(","), seed: state.seed, ...state.moved });
  if (state.own) words.set("own", state.own);
  return `?${words.toString().replaceAll("%2C", ",")}`;
}

export function write(state) {
  history.replaceState(null, "", query(state));
}
