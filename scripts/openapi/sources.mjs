// Where the facts come from: Kubernetes' published Go modules, fetched by `go mod download` and read from its cache.
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const go = (...args) => execFileSync('go', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })

/** The newest `1.MINOR.PATCH` of the `count` newest minor versions of Kubernetes, oldest first. */
export const newestVersions = (count) => {
  const newest = new Map()
  for (const [, minor, patch] of go('list', '-m', '-versions', 'k8s.io/kubernetes').matchAll(
    /\bv1\.(\d+)\.(\d+)(?=\s|$)/g,
  )) {
    newest.set(Number(minor), Math.max(newest.get(Number(minor)) ?? 0, Number(patch)))
  }
  return [...newest]
    .sort(([a], [b]) => a - b)
    .slice(-count)
    .map(([minor, patch]) => `1.${minor}.${patch}`)
}

/** The directory of a module, `k8s.io/api@v0.36.3`. */
const directory = (module) => JSON.parse(go('mod', 'download', '-json', module)).Dir

/** The OpenAPI v2 document of a version, and the Go source that it is generated from, which alone has the enums. */
export const openapi = (version) => {
  const root = directory(`k8s.io/kubernetes@v${version}`)
  return {
    swagger: JSON.parse(readFileSync(join(root, 'api/openapi-spec/swagger.json'), 'utf8')),
    source: readFileSync(join(root, 'pkg/generated/openapi/zz_generated.openapi.go'), 'utf8'),
  }
}

/** Go sources that say when an API version came and went, each with its group and version. */
export const lifecycles = (version) => {
  const minor = version.replace(/^1\./, '0.')
  const roots = [
    directory(`k8s.io/api@v${minor}`),
    join(directory(`k8s.io/apiextensions-apiserver@v${minor}`), 'pkg/apis'),
    join(directory(`k8s.io/kube-aggregator@v${minor}`), 'pkg/apis'),
  ]
  return roots.flatMap((root) =>
    readdirSync(root, { recursive: true })
      .filter((file) => file.endsWith('/zz_generated.prerelease-lifecycle.go'))
      .sort()
      .map((file) => {
        const folder = join(root, file, '..')
        const register = readFileSync(join(folder, 'register.go'), 'utf8')
        const group = /GroupName += "([^"]*)"/.exec(register)?.[1] ?? groupAbove(folder)
        return { group, version: folder.split('/').at(-1), source: readFileSync(join(root, file), 'utf8') }
      }),
  )
}

/** Some packages take the name of their group from the package above them. */
const groupAbove = (folder) =>
  /GroupName += "([^"]*)"/.exec(readFileSync(join(folder, '..', 'register.go'), 'utf8'))[1]
