/** Faults of Kubernetes objects: selectors, Services, ports, names, API versions. */
import type { Ingress, Service, ServiceAccount } from '../../src/kube/types.js'
import { changed, everyPod, idOf, type Manifests, ofKind, pods } from '../support/objects.js'
import { sessionOf } from './agentPods.js'
import { type Fault, unless } from './fault.js'

const API = 'Deployment/clearml-apiserver'
const services = (manifests: Manifests) => ofKind<Service>(manifests, 'Service')
const matches = (
  selector: Readonly<Record<string, string>>,
  labels: Readonly<Record<string, string>>,
): boolean => Object.entries(selector).every(([key, value]) => labels[key] === value)
/** API groups that every supported Kubernetes serves; a custom resource has its own. */
const versions = [
  'v1',
  'apps/v1',
  'batch/v1',
  'policy/v1',
  'rbac.authorization.k8s.io/v1',
  'networking.k8s.io/v1',
  'autoscaling/v2',
  'cloud.google.com/v1',
  'gateway.networking.k8s.io/v1',
  'route.openshift.io/v1',
  'traefik.io/v1alpha1',
  'monitoring.coreos.com/v1',
  'kafka.strimzi.io/v1',
  'external-secrets.io/v1',
]
const clusterScoped = ['Namespace', 'PersistentVolume']

export const objectFaults: ReadonlyArray<Fault> = [
  {
    fault: 'apiserver and asyncdelete share a selector, and the API answers at random (#277)',
    find: (manifests) =>
      pods(manifests).flatMap((one) =>
        unless(
          pods(manifests).filter((other) => other.name !== one.name),
          (other) => !matches(one.selector, other.labels),
          (other) => `${one.name} selects ${other.name}`,
        ),
      ),
    again: (manifests) =>
      changed(manifests, API, ['spec', 'selector', 'matchLabels', 'app.kubernetes.io/component'], undefined),
  },
  {
    fault: 'a Service balances to pods of another component (#277)',
    find: (manifests) =>
      unless(
        services(manifests),
        (service) => {
          const { metadata, spec } = service
          const selected = pods(manifests).filter(({ labels }) => matches(spec?.selector ?? {}, labels))
          // The pod of a session comes later, with the label that the glue announces.
          if (sessionOf(manifests, service) !== undefined) return selected.length === 0
          return selected.length === 1 && metadata?.name === `clearml-${selected[0]?.name}`
        },
        ({ metadata }) => String(metadata?.name),
      ),
    again: (manifests) =>
      changed(
        manifests,
        'Service/clearml-apiserver',
        ['spec', 'selector', 'app.kubernetes.io/component'],
        undefined,
      ),
  },
  {
    fault: 'a selector holds a label that changes with a version, and cannot be applied again',
    find: (manifests) =>
      unless(
        pods(manifests),
        ({ selector }) => !Object.keys(selector).some((key) => /version|managed-by|part-of|chart/.test(key)),
        ({ name }) => name,
      ),
    again: (manifests) =>
      changed(manifests, API, ['spec', 'selector', 'matchLabels', 'app.kubernetes.io/version'], '2.4.0'),
  },
  {
    fault: 'targetPort is the port of the Service, which can differ from the container’s (#355)',
    find: (manifests) =>
      unless(
        services(manifests),
        (service) => {
          const { metadata, spec } = service
          const session = sessionOf(manifests, service)
          return (spec?.ports ?? []).every(({ targetPort }) =>
            session === undefined
              ? pods(manifests).some(
                  ({ name, main }) =>
                    metadata?.name === `clearml-${name}` &&
                    main.ports?.some((port) => port.name === targetPort),
                )
              : // By number: that of clearml-agent, which does not vary.
                session.task?.main.ports?.some(({ containerPort }) => containerPort === targetPort),
          )
        },
        ({ metadata }) => String(metadata?.name),
      ),
    again: (manifests) =>
      changed(manifests, 'Service/clearml-webserver', ['spec', 'ports', 0, 'targetPort'], 8080),
  },
  {
    fault: 'the Ingress asks for a port that the Service does not have (4.2)',
    find: (manifests) =>
      ofKind<Ingress>(manifests, 'Ingress').flatMap(({ spec }) =>
        (spec?.rules ?? []).flatMap(({ http }) =>
          unless(
            http?.paths ?? [],
            ({ backend }) =>
              services(manifests).some(
                (one) =>
                  one.metadata?.name === backend.service?.name &&
                  one.spec?.ports?.some(({ name }) => name === backend.service?.port?.name),
              ),
            ({ backend }) => JSON.stringify(backend),
          ),
        ),
      ),
    again: (manifests) => [
      ...manifests,
      {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'Ingress',
        metadata: { name: 'x' },
        spec: {
          rules: [
            {
              http: {
                paths: [{ backend: { service: { name: 'clearml-webserver', port: { number: 80 } } } }],
              },
            },
          ],
        },
      },
    ],
  },
  {
    fault: 'nodePort is said of a Service that is no NodePort (4.3)',
    find: (manifests) =>
      unless(
        services(manifests),
        ({ spec }) =>
          spec?.type === 'NodePort' || (spec?.ports ?? []).every(({ nodePort }) => nodePort === undefined),
        ({ metadata }) => String(metadata?.name),
      ),
    again: (manifests) =>
      changed(manifests, 'Service/clearml-apiserver', ['spec', 'ports', 0, 'nodePort'], 30008),
  },
  {
    fault: 'fixed node ports collide with a second installation (7.4): only where somebody says them',
    find: (manifests, { preset, overlays = [] }) => {
      const said = /nodePort/.test(JSON.stringify([preset?.overlays ?? [], overlays]))
      return said
        ? []
        : services(manifests)
            .flatMap((service) =>
              (service.spec?.ports ?? [])
                .flatMap(({ nodePort }) => nodePort ?? [])
                // Whoever asks for sessions says where their ports start, or takes the documented 31000.
                .filter((port) => port !== sessionOf(manifests, service)?.port),
            )
            .map(String)
    },
    again: (manifests) =>
      changed(
        changed(manifests, 'Service/clearml-apiserver', ['spec', 'type'], 'NodePort'),
        'Service/clearml-apiserver',
        ['spec', 'ports', 0, 'nodePort'],
        30008,
      ),
  },
  {
    fault: 'an API that current Kubernetes no longer serves (4.2, 7.4: kubeVersion)',
    find: (manifests) => unless(manifests, ({ apiVersion }) => versions.includes(String(apiVersion)), idOf),
    again: (manifests) => changed(manifests, API, ['apiVersion'], 'extensions/v1beta1'),
  },
  {
    fault: 'a Job, whose pod cannot be changed, breaks the next apply (7.7)',
    find: (manifests) => manifests.filter(({ kind }) => kind === 'Job').map(idOf),
    again: (manifests) => [
      ...manifests,
      { apiVersion: 'v1', kind: 'Job', metadata: { name: 'x', namespace: 'x' } },
    ],
  },
  {
    fault: 'an object has no namespace and lands where kubectl happens to be (3.2)',
    find: (manifests) =>
      unless(
        manifests,
        ({ kind, metadata }) =>
          clusterScoped.includes(String(kind)) ===
          ((metadata as { readonly namespace?: string }).namespace === undefined), // as every manifest has it
        idOf,
      ),
    again: (manifests) => changed(manifests, API, ['metadata', 'namespace'], undefined),
  },
  {
    fault: 'a service account is used that the stream does not make (#246, #253)',
    find: (manifests) => {
      const made = ofKind<ServiceAccount>(manifests, 'ServiceAccount').map(({ metadata }) => metadata?.name)
      return unless(
        everyPod(manifests),
        ({ spec }) => made.includes(spec.serviceAccountName),
        ({ name }) => name,
      )
    },
    again: (manifests) => manifests.filter((manifest) => idOf(manifest) !== 'ServiceAccount/clearml-redis'),
  },
  {
    fault: 'a field is null, or an annotation no text (7.4: `deploymentAnnotations: null`)',
    find: (manifests) => {
      const found: string[] = []
      JSON.stringify(manifests, (key, value) => {
        if (value === null) found.push(key)
        if (key === 'annotations' || key === 'labels')
          found.push(...Object.values((value ?? {}) as object).filter((one) => typeof one !== 'string')) // a map by its name
        return value
      })
      return found
    },
    again: (manifests) => changed(manifests, API, ['metadata', 'annotations'], null),
  },
]
