// Enums and defaults: the OpenAPI v2 document in the module is written without them, the Go source beside it has them.

/**
 * `{'core.v1.Container': {imagePullPolicy: {allowed: ['Always', …]}}}` from `zz_generated.openapi.go`: enums, of list and
 * map items too, and defaults that are a text.
 */
export const enums = (source) => {
  const found = {}
  const fact = (name, value) => {
    found[definition] ??= {}
    found[definition][field] = { ...found[definition][field], [name]: value }
  }
  let definition
  let field
  for (const line of source.split('\n')) {
    const func = /^func schema_(\w+)\(/.exec(line)
    const property = /^\t{5}"([^"]+)": \{$/.exec(line)
    const values = /^\t{7,}Enum: +\[\]interface\{\}\{(.*)\},$/.exec(line)
    const standard = /^\t{7}Default: +("[^"]+"),$/.exec(line)
    if (func !== null) definition = definitionOf(func[1])
    else if (property !== null) field = property[1]
    else if (definition === undefined) continue
    else if (values !== null)
      fact(
        'allowed',
        JSON.parse(`[${values[1]}]`).filter((value) => value !== ''),
      )
    else if (standard !== null) fact('standard', JSON.parse(standard[1]))
  }
  return found
}

/** `k8sio_api_core_v1_Container` and `pkg_apis_meta_v1_Status`, as the tables name them. */
const definitionOf = (name) => {
  const match = /^(?:k8sio_api|pkg_apis)_([a-z0-9]+)_(v[a-z0-9]+)_(\w+)$/.exec(name)
  return match === null ? undefined : `${match[1]}.${match[2]}.${match[3]}`
}
