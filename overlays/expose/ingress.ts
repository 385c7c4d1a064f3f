/** The Ingress, and what stands beside it where paths have a prefix. */
import {
  type Entrance,
  entrances,
  type Installation,
  type JsonObject,
  type kube,
  labels,
  ports,
} from '../../src/index.js'
import { isForCertManager, issuerAnnotations, secretOf } from './certManager.js'
import { certificateOf, controllerOf } from './controllers.js'
import { metadata } from './metadata.js'
import {
  middlewareName,
  type Rewriting,
  rewritingOf,
  saidRewriting,
  traefikMiddlewares,
} from './rewriting.js'
import { type Expose, own } from './table.js'
import { hostOf, pathOf, urlOf } from './urls.js'

type Annotations = Readonly<Record<string, string>>

/** The entrances whose paths have a prefix that they do not know of: not the web UI, whose nginx knows. */
const prefixed = ({ values }: Installation): ReadonlyArray<Entrance> =>
  entrances.filter((of) => of !== 'webserver' && pathOf(values, urlOf[of]) !== '/')

const rewriting = (mine: Expose): Rewriting => rewritingOf(mine.ingress.controller) ?? saidRewriting

/** One Ingress for all, or for those whose path is passed on as it is. */
export const ingress = ($: Installation): kube.Ingress => {
  const mine = own($.values)
  const { together } = rewriting(mine)
  const apart = prefixed($)
  const { controller, annotations } = mine.ingress
  return ingressOf($, 'clearml', {
    annotations: {
      ...controllerOf(controller).ingress,
      ...certificateOf(controller, annotations)?.ingress,
      ...issuerAnnotations(mine),
      ...annotations,
      ...(together && apart.length > 0 ? rewritingAnnotations($) : {}),
    },
    of: together ? entrances : entrances.filter((of) => !apart.includes(of)),
  })
}

/** The Ingress for `/api` and `/files`, where the controller rewrites all paths of an Ingress. */
export const pathsIngress = ($: Installation): kube.Ingress | null => {
  const mine = own($.values)
  const apart = prefixed($)
  if (apart.length === 0 || rewriting(mine).together) return null
  const said = Object.entries(mine.ingress.annotations).filter(([name]) => !isForCertManager(name))
  return ingressOf($, 'clearml-paths', {
    annotations: {
      ...controllerOf(mine.ingress.controller).ingress,
      ...Object.fromEntries(said),
      ...rewritingAnnotations($),
    },
    of: apart,
  })
}

const prefixesOf = ($: Installation): Readonly<Partial<Record<Entrance, string>>> =>
  Object.fromEntries(prefixed($).map((of) => [of, pathOf($.values, urlOf[of])]))

const rewritingAnnotations = ($: Installation): Annotations => {
  const mine = own($.values)
  const known = rewriting(mine).annotations(prefixesOf($), $.values)
  const before = mine.ingress.annotations[traefikMiddlewares]
  const ours = known[traefikMiddlewares]
  return {
    ...known,
    ...(before === undefined || ours === undefined ? {} : { [traefikMiddlewares]: `${before},${ours}` }),
    ...mine.ingress.pathAnnotations,
  }
}

const ingressOf = (
  $: Installation,
  name: string,
  { annotations, of }: { readonly annotations: Annotations; readonly of: ReadonlyArray<Entrance> },
): kube.Ingress => {
  const mine = own($.values)
  const { className, controller } = mine.ingress
  const ingressClassName = className ?? controllerOf(controller).className
  const secretName = secretOf(mine)
  const hosts = [...new Set(of.map((one) => hostOf($.values, urlOf[one]) ?? ''))]
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: {
      name,
      labels: labels($.values, 'expose'),
      annotations: { ...$.values.annotations, ...annotations },
    },
    spec: {
      ...(ingressClassName === null ? {} : { ingressClassName }),
      ...(secretName === null ? {} : { tls: [{ hosts, secretName }] }),
      rules: hosts.map((host) => ({
        host,
        http: {
          paths: of
            .filter((one) => hostOf($.values, urlOf[one]) === host)
            .map((one) => pathTo($, one))
            // The longest first, for controllers that take the first that fits.
            .toSorted((a, b) => b.path.length - a.path.length),
        },
      })),
    },
  }
}

const pathTo = ($: Installation, of: Entrance) => {
  const prefix = pathOf($.values, urlOf[of])
  const { path, pathType } = rewriting(own($.values))
  const backend = { service: { name: `clearml-${of}`, port: { name: ports[of].name } } }
  return prefixed($).includes(of)
    ? { path: path(prefix), pathType, backend }
    : { path: prefix, pathType: 'Prefix', backend }
}

/** What takes the prefixes away for Traefik. Source: the reference of `traefik.io/v1alpha1`. */
export const middleware = ($: Installation): JsonObject | null => {
  const { controller } = own($.values).ingress
  const prefixes = Object.values(prefixesOf($))
  return controller === 'traefik' && prefixes.length > 0
    ? {
        apiVersion: 'traefik.io/v1alpha1',
        kind: 'Middleware',
        metadata: metadata($.values, middlewareName, 'expose'),
        spec: { stripPrefix: { prefixes } },
      }
    : null
}
