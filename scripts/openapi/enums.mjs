// Enums: the OpenAPI documents in the module are written without them, the Go source beside them has them.

/** `{'core.v1.Container': {imagePullPolicy: ['Always', …]}}` from `zz_generated.openapi.go`; of list and map items too. */
export const enums = (source) => {
  const found = {}
  let definition
  let field
  for (const line of source.split('\n')) {
    const func = /^func schema_(\w+)\(/.exec(line)
    const property = /^\t{5}"([^"]+)": \{$/.exec(line)
    const values = /^\t{7,}Enum: +\[\]interface\{\}\{(.*)\},$/.exec(line)
    if (func !== null) definition = definitionOf(func[1])
    else if (property !== null) field = property[1]
    else if (values !== null && definition !== undefined) {
      found[definition] ??= {}
      found[definition][field] = JSON.parse(`[${values[1]}]`).filter((value) => value !== '')
    }
  }
  return found
}

/** `k8sio_api_core_v1_Container` and `pkg_apis_meta_v1_Status`, as the tables name them. */
const definitionOf = (name) => {
  const match = /^(?:k8sio_api|pkg_apis)_([a-z0-9]+)_(v[a-z0-9]+)_(\w+)$/.exec(name)
  return match === null ? undefined : `${match[1]}.${match[2]}.${match[3]}`
}
