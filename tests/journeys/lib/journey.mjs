// A journey is a name and sentences. Each sentence is true of the service, or its function throws.
//
//   export default journey("Signing in", [
//     ["A stranger is led to the sign-in page", async (person) => { … }],
//   ]);
//
// The sentences of a journey follow each other in one browser window, as one person. `only` says which passes it is for:
// "script" (it shows what script adds), "no-script", or both when left out.
// `apart`: no sentence needs the one before, so all are tried. `long`: it takes minutes, and is walked only when it is named.
export function journey(name, sentences, { only = "both", apart = false, long = false } = {}) {
  return { name, sentences, only, apart, long };
}

// Throws with all of them when there is any.
export function none(complaints) {
  if (complaints.length > 0) throw new Error([...new Set(complaints)].join("\n    "));
}
