// Which kinds can be created in which version: what the documents have a POST on a collection for.
import { range, short } from './definitions.mjs'

/** `{lines: {'apps/v1': 'DaemonSet;Deployment;…'}, roots}`; `*` is cluster-scoped, `=` another definition than its name says. */
export const kinds = (documents) => {
  const found = new Map()
  const roots = documents.map(({ swagger }, version) => {
    const names = new Set()
    for (const [path, operations] of Object.entries(swagger.paths)) {
      const post = operations.post
      if (post === undefined || path.includes('{name}')) continue
      const gvk = post['x-kubernetes-group-version-kind']
      if (gvk === undefined) continue
      const body = post.parameters.find((parameter) => parameter.in === 'body')
      const definition = body.schema.$ref.replace('#/definitions/', '')
      names.add(definition)
      const apiVersion = gvk.group === '' ? gvk.version : `${gvk.group}/${gvk.version}`
      const named = `${gvk.group === '' ? 'core' : gvk.group.split('.')[0]}.${gvk.version}.${gvk.kind}`
      const scope = path.includes('{namespace}') ? '' : '*'
      const key = `${gvk.kind}${scope}${short(definition) === named ? '' : `=${short(definition)}`}`
      const group = found.get(apiVersion) ?? new Map()
      found.set(apiVersion, group)
      group.set(key, [...new Set([...(group.get(key) ?? []), version])])
    }
    return names
  })
  const all = documents.map((_, version) => version)
  const lines = Object.fromEntries(
    [...found]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([apiVersion, group]) => [
        apiVersion,
        [...group]
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([kind, has]) => kind + range(has, all, documents.length))
          .join(';'),
      ]),
  )
  return { lines, roots }
}
