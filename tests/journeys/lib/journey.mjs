// A journey is a name and sentences. Each sentence is true of the service, or its function throws.
//
//   export default journey("Signing in", [
//     ["A stranger is led to the sign-in page", async (person) => { … }],
//   ]);
//
// The sentences of a journey follow each other in one browser window, as one person. `only` says which passes it is for:
// "script" (it shows what script adds), "no-script", or both when left out.
export function journey(name, sentences, { only = "both" } = {}) {
  return { name, sentences, only };
}
