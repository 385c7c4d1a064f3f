/** The path below which the web UI is served. */
import * as codec from './codec.js'
import type { Problem } from './problem.js'
import { optionalText } from './schema.js'

/**
 * First steps of paths that the web UI's nginx and the UI itself use: below one of them, requests would be led astray.
 * Source: the nginx templates of clearml/clearml-server; the build of clearml/clearml-web.
 */
const taken = ['api', 'app', 'assets', 'files', 'widgets']

/** One step: the image's entrypoint writes it into a `sed` expression as it is. */
const step = codec.such(
  codec.dnsLabel,
  `one step of a path: lower-case letters, digits and "-", and none of ${taken.join(', ')}`,
  (value) => !taken.includes(value),
)

export const subPath = optionalText(
  'Path below which the web UI is served, for one host with other things beside it: https://HOST/SUBPATH/.',
  'clearml',
  step,
)

/** The part of the values that this is about. */
interface WithSubPath {
  readonly webserver: { readonly subPath: string | null }
}

/** `/clearml`, or nothing: what the URL of the web UI has behind its host. */
export const subPathOf = ({ webserver }: WithSubPath): string =>
  webserver.subPath === null ? '' : `/${webserver.subPath}`

/** A URL that is said must lead to where the UI is served. */
export const subPathProblems = (
  values: WithSubPath & { readonly urls: { readonly web: string | null } },
): ReadonlyArray<Problem> => {
  const { web } = values.urls
  const end = subPathOf(values)
  return web === null || web.endsWith(end)
    ? []
    : [{ path: ['urls', 'web'], expected: `a URL that ends in ${end}: webserver.subPath says so` }]
}
