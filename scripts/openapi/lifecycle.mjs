// When each API version was introduced, deprecated and removed, and what replaces it.

/** `{'policy/v1beta1': 'PodDisruptionBudget:5,21,25,policy/v1'}`: minor versions; only what is or will be deprecated. Later sources win. */
export const lifecycle = (sources) => {
  const all = new Map()
  for (const { group, version, source } of sources) {
    const facts = all.get(apiVersion(group, version)) ?? new Map()
    all.set(apiVersion(group, version), facts)
    const pattern =
      /^func \(in \*(\w+)\) APILifecycle(\w+)\(\) .*\{\n\treturn (?:1, (\d+)|.*Group: "([^"]*)", Version: "([^"]*)", Kind: "([^"]*)".*)$/gm
    for (const [, kind, what, minor, ...replacement] of source.matchAll(pattern)) {
      if (kind.endsWith('List')) continue
      const fact = facts.get(kind) ?? {}
      facts.set(kind, { ...fact, [what]: minor ?? replacement })
    }
  }
  const table = {}
  for (const [name, facts] of [...all].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const lines = [...facts]
      .filter(([, fact]) => fact.Deprecated !== undefined)
      .map(([kind, { Introduced, Deprecated, Removed, Replacement }]) => {
        const [toGroup, toVersion, toKind] = Replacement ?? []
        const use = Replacement === undefined ? '' : apiVersion(toGroup, toVersion)
        const useKind = toKind === undefined || toKind === kind ? '' : `,${toKind}`
        return `${kind}:${Introduced},${Deprecated},${Removed ?? ''},${use}${useKind}`
      })
      .sort()
    if (lines.length > 0) table[name] = lines.join(';')
  }
  return table
}

const apiVersion = (group, version) => (group === '' ? version : `${group}/${version}`)
