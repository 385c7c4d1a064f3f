/** Faults of the chart clearml-serving (1.9). */
import type { Build } from '../../src/index.js'
import { isObject, type JsonObject } from '../../src/json.js'
import type { Container, HorizontalPodAutoscaler, Service } from '../../src/kube/types.js'
import { changed, envOf, type Manifests, ofKind, type Pod, pods, withEnv } from '../support/objects.js'
import { type Fault, unless } from './fault.js'
import { misplaced } from './pods.js'

const INFERENCE = 'Deployment/clearml-serving-inference'
const STATISTICS = 'Deployment/clearml-serving-statistics'
const TRITON = 'Deployment/clearml-serving-triton'
const pod = ['spec', 'template', 'spec']
const container = [...pod, 'containers', 0]
const KAFKA = 'CLEARML_DEFAULT_KAFKA_SERVE_URL'

const servers = (manifests: Manifests): ReadonlyArray<Pod> =>
  pods(manifests).filter(({ name }) => name.startsWith('serving-'))
const autoscalers = (manifests: Manifests) =>
  ofKind<HorizontalPodAutoscaler>(manifests, 'HorizontalPodAutoscaler')
const scaledBy = (manifests: Manifests, { spec }: HorizontalPodAutoscaler): Pod | undefined =>
  pods(manifests).find(({ workload }) => workload.metadata?.name === spec?.scaleTargetRef.name)
const requested = ({ resources }: Container, name: string): boolean =>
  resources?.requests?.[name] !== undefined || resources?.limits?.[name] !== undefined

/** A fault that is seen by the objects, and by what the build was asked for. */
export interface ServingFault extends Fault {
  readonly find: (manifests: Manifests, build: Build) => ReadonlyArray<string>
}

export const servingFaults: ReadonlyArray<ServingFault> = [
  {
    fault: 'the keys of serving are plain values of its environment (1.9, 7.2)',
    base: 'serving',
    find: (manifests) =>
      servers(manifests).flatMap(({ name, main: { env = [] } }) =>
        unless(
          env.filter((one) => /^CLEARML_API_(ACCESS|SECRET)_KEY$/.test(one.name)),
          (one) => one.value === undefined && one.valueFrom?.secretKeyRef !== undefined,
          (one) => `${name}: ${one.name}`,
        ),
      ),
    again: (manifests) => withEnv(manifests, INFERENCE, 'CLEARML_API_SECRET_KEY', 's3cret'),
  },
  {
    fault: 'pods pull with a Secret of another name than the one that is there (1.9: clearml-registry-key)',
    base: 'serving',
    find: (manifests, { values }) =>
      unless(
        servers(manifests),
        ({ spec: { imagePullSecrets = [] } }) =>
          `${imagePullSecrets.map(({ name }) => name)}` === `${values?.imagePullSecrets ?? []}`,
        ({ name }) => name,
      ),
    again: (manifests) =>
      changed(manifests, TRITON, [...pod, 'imagePullSecrets'], [{ name: 'clearml-registry-key' }]),
  },
  {
    fault: 'placement stands inside the container, where Kubernetes does not know it (1.9, #280)',
    base: 'serving',
    find: misplaced,
    again: (manifests) => changed(manifests, STATISTICS, [...container, 'nodeSelector'], { disk: 'ssd' }),
  },
  {
    fault: 'a Deployment says how many pods it has, and its autoscaler says another number (1.9)',
    base: 'serving',
    find: (manifests) =>
      unless(
        autoscalers(manifests),
        (one) => {
          const scaled = scaledBy(manifests, one)
          return scaled !== undefined && scaled.workload.spec?.replicas === undefined
        },
        ({ metadata }) => String(metadata?.name),
      ),
    again: (manifests) => changed(manifests, INFERENCE, ['spec', 'replicas'], 1),
  },
  {
    fault: 'an autoscaler counts in percent of requests that the container does not have (5.4: resources {})',
    base: 'serving',
    find: (manifests) =>
      autoscalers(manifests).flatMap((one) =>
        unless(
          (one.spec?.metrics ?? []).flatMap(({ resource }) => resource?.name ?? []),
          (name) => scaledBy(manifests, one)?.spec.containers.every((each) => requested(each, name)) ?? false,
          (name) => `${one.metadata?.name}: ${name}`,
        ),
      ),
    again: (manifests) => changed(manifests, INFERENCE, [...container, 'resources', 'requests'], undefined),
  },
  {
    fault: 'an autoscaler is of a beta API, which Kubernetes no longer serves (1.9)',
    base: 'serving',
    find: (manifests) =>
      unless(
        autoscalers(manifests),
        ({ apiVersion }) => `${apiVersion}` === 'autoscaling/v2',
        ({ apiVersion }) => String(apiVersion),
      ),
    again: (manifests) =>
      changed(
        manifests,
        'HorizontalPodAutoscaler/clearml-serving-inference',
        ['apiVersion'],
        'autoscaling/v2beta2',
      ),
  },
  {
    fault: 'inference and statistics meet at a Kafka of another name than the one that is made (1.9)',
    base: 'serving',
    find: (manifests) => {
      const made = manifests.filter(({ kind }) => kind === 'Kafka').map(nameOf)
      return unless(
        servers(manifests).filter(({ main }) => envOf(main)[KAFKA] !== undefined),
        ({ main }) => made.length === 0 || envOf(main)[KAFKA] === `${made[0]}-kafka-bootstrap:9092`,
        ({ name, main }) => `${name}: ${envOf(main)[KAFKA]}`,
      )
    },
    again: (manifests) => withEnv(manifests, INFERENCE, KAFKA, 'clearml-kafka:9092'),
  },
  {
    fault: 'Prometheus looks for statistics under a name or port that no Service has (1.9)',
    base: 'serving',
    find: (manifests) =>
      unless(
        manifests.filter(({ kind }) => kind === 'ServiceMonitor'),
        (monitor) => {
          const { selector, endpoints } = monitor.spec as unknown as Monitor // as the builder typed it
          return ofKind<Service>(manifests, 'Service').some(
            ({ metadata, spec }) =>
              Object.entries(selector.matchLabels).every(
                ([key, value]) => metadata?.labels?.[key] === value,
              ) && endpoints.every(({ port }) => spec?.ports?.some(({ name }) => name === port)),
          )
        },
        nameOf,
      ),
    again: (manifests) =>
      changed(manifests, 'Service/clearml-serving-statistics', ['spec', 'ports', 0, 'name'], 'http'),
  },
  {
    fault: 'Triton uses GPUs that nobody has reserved for it (1.9)',
    base: 'serving',
    find: (manifests) =>
      unless(
        servers(manifests).filter(({ main }) => envOf(main).NVIDIA_DRIVER_CAPABILITIES !== undefined),
        ({ main }) => Object.keys(main.resources?.limits ?? {}).some((name) => name.includes('/')),
        ({ name }) => name,
      ),
    again: (manifests) => changed(manifests, TRITON, [...container, 'resources', 'limits'], undefined),
  },
  {
    fault: 'a Service called clearml-serving sets CLEARML_SERVING_PORT to a URL, and statistics crash (1.9)',
    base: 'serving',
    find: (manifests) => [
      ...unless(
        ofKind<Service>(manifests, 'Service'),
        ({ metadata }) => metadata?.name !== 'clearml-serving',
        ({ metadata }) => `Service ${metadata?.name}`,
      ),
      ...unless(
        servers(manifests),
        ({ name, spec, main }) =>
          spec.enableServiceLinks === false &&
          (name === 'serving-triton' || /^\d+$/.test(envOf(main).CLEARML_SERVING_PORT ?? '')),
        ({ name }) => name,
      ),
    ],
    again: (manifests) => changed(manifests, STATISTICS, [...pod, 'enableServiceLinks'], true),
  },
  {
    fault: 'nobody asks whether a server of serving is well (1.9: no probes)',
    base: 'serving',
    find: (manifests) =>
      unless(
        servers(manifests),
        ({ main }) =>
          main.startupProbe !== undefined &&
          main.readinessProbe !== undefined &&
          main.livenessProbe !== undefined,
        ({ name }) => name,
      ),
    again: (manifests) => changed(manifests, TRITON, [...container, 'readinessProbe'], undefined),
  },
  {
    fault: 'the pods of serving run on the default service account (1.9)',
    base: 'serving',
    find: (manifests) =>
      unless(
        servers(manifests),
        ({ name, spec }) => spec.serviceAccountName === `clearml-${name}`,
        ({ name }) => name,
      ),
    again: (manifests) => changed(manifests, INFERENCE, [...pod, 'serviceAccountName'], undefined),
  },
]

interface Monitor {
  readonly selector: { readonly matchLabels: Readonly<Record<string, string>> }
  readonly endpoints: ReadonlyArray<{ readonly port: string }>
}

const nameOf = ({ metadata }: JsonObject): string =>
  isObject(metadata ?? null) ? String((metadata as JsonObject).name) : '' // looked at before
