/** A module of AssemblyScript, compiled: the bytes in base64. See scripts/setup/assembly-script.mjs. */
declare module '*?wasm' {
  const base64: string
  export default base64
}
