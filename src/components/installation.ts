/** The shape of an installation: what components read and overlays edit. */
import type { JsonObject } from '../json.js'
import type {
  ConfigMap,
  CronJob,
  Deployment,
  HorizontalPodAutoscaler,
  Ingress,
  Namespace,
  NetworkPolicy,
  PersistentVolume,
  PersistentVolumeClaim,
  PersistentVolumeSpec,
  PodDisruptionBudget,
  PodTemplate,
  Role,
  RoleBinding,
  Service,
  ServiceAccount,
  StatefulSet,
} from '../kube/types.js'
import type { Values } from '../values/table.js'
import type { Arrow } from './arrow.js'

/** The parts of ClearML that run as pods; each is the value of the label `app.kubernetes.io/component`. */
export const components = [
  'apiserver',
  'webserver',
  'fileserver',
  'asyncdelete',
  'elasticsearch',
  'mongodb',
  'redis',
] as const
export type Component = (typeof components)[number]

/** The components that keep data, each in one volume. */
export const volumes = ['elasticsearch', 'mongodb', 'redis', 'fileserver'] as const
export type VolumeOf = (typeof volumes)[number]

/** The components that users and agents reach from outside. */
export const entrances = ['webserver', 'apiserver', 'fileserver'] as const
export type Entrance = (typeof entrances)[number]

/** Where one component's data lies. An overlay of the slot `storage` edits it. */
export interface DataVolume {
  /** Name of the claim that the pod mounts, or `null` for an emptyDir. */
  readonly claimName: string | null
  /** The claim that the stream makes: what varies of its spec. `null`: none is made. */
  readonly claim: {
    readonly accessModes: ReadonlyArray<string>
    /** `''` asks for no class at all, so that only `volumeName` binds; `null` takes the cluster's default class. */
    readonly storageClassName: string | null
    readonly volumeName: string | null
  } | null
  /** The volume that the stream makes for the claim; `null`: the cluster's provisioner makes it. */
  readonly persistentVolume: { readonly name: string; readonly spec: PersistentVolumeSpec } | null
  /** Whether an init container that runs as root gives the volume's directory to the component's user. */
  readonly prepare: boolean
}

/** How one entrance's Service is reached. An overlay of the slot `expose` edits it. */
export interface Entry {
  readonly type: 'ClusterIP' | 'NodePort' | 'LoadBalancer'
  /** 30000–32767 unless the cluster says otherwise; `null`: the cluster chooses. */
  readonly nodePort: number | null
}

/** Public URLs, `null` where they cannot be known. */
export interface Urls {
  readonly web: string | null
  readonly api: string | null
  readonly files: string | null
}

/** How hardened the pods are: `none` is what the values say without a profile. */
export type Profile = 'none' | 'baseline' | 'restricted' | 'openshift'

/** What is derived from the values: hidden, late-bound, edited by overlays. */
export interface Config {
  readonly images: { readonly [C in Component]: string }
  readonly scheme: 'http' | 'https'
  readonly urls: Urls
  /** The URL prefixes under which stored data may name the fileserver: public ones, former ones, the Service's. */
  readonly filesPrefixes: ReadonlyArray<string>
  readonly cookie: {
    readonly name: string
    /** `null`: the cookie belongs to the one host that set it. */
    readonly domain: string | null
    readonly secure: boolean
  }
  readonly volumes: { readonly [V in VolumeOf]: DataVolume }
  readonly entries: { readonly [E in Entrance]: Entry }
  /** Who talks to whom. NetworkPolicies are made of them; an overlay with pods of its own adds theirs. */
  readonly arrows: ReadonlyArray<Arrow>
  /** What an overlay of the slot `profile` is called; it edits this. */
  readonly profile: Profile
  /** Groups that own the data beside the pods' own users, of every pod that has data. */
  readonly supplementalGroups: ReadonlyArray<number>
}

interface Workload {
  readonly serviceAccount: ServiceAccount
}
interface Server extends Workload {
  readonly service: Service
  /** `null` for one pod. */
  readonly disruptionBudget: PodDisruptionBudget | null
  readonly deployment: Deployment
}
/** All of it is `null` where the store is elsewhere. */
interface Store {
  readonly serviceAccount: ServiceAccount | null
  readonly service: Service | null
  readonly claim: PersistentVolumeClaim | null
  readonly persistentVolume: PersistentVolume | null
  readonly statefulSet: StatefulSet | null
}

/** Pods that listen to queues by themselves. */
export interface Worker {
  readonly serviceAccount: ServiceAccount | null
  readonly deployment: Deployment | null
}

/** The Kubernetes glue of one queue: it makes a pod of each task. */
export interface Glue {
  readonly serviceAccount: ServiceAccount
  readonly deployment: Deployment
  /**
   * What each task's pod is made of. It is not applied: the key `template.yaml` of `configMap` is made of it after all
   * patches, so a patch of this object reaches the tasks.
   */
  readonly podTemplate: PodTemplate
  readonly configMap: ConfigMap
  readonly role: Role
  readonly roleBinding: RoleBinding
  /** The namespace and the service account of the task pods, where the stream makes them. */
  readonly taskNamespace: Namespace | null
  readonly taskServiceAccount: ServiceAccount | null
  /** By number: the Service of each session. */
  readonly sessions: Readonly<Record<string, Service>>
}

/** One server of clearml-serving. */
export interface Serving {
  readonly serviceAccount: ServiceAccount | null
  readonly configMap: ConfigMap | null
  readonly service: Service | null
  readonly deployment: Deployment | null
  readonly autoscaler: HorizontalPodAutoscaler | null
  readonly ingress: Ingress | null
}

/** An installation, evaluated: the components' manifests (`null`: switched off) beside values and config. */
export interface Installation {
  readonly values: Values
  readonly config: Config
  readonly namespace: { readonly namespace: Namespace | null }
  readonly configuration: { readonly configMap: ConfigMap | null }
  readonly credentials: {
    readonly configMap: ConfigMap | null
    readonly role: Role | null
    readonly roleBinding: RoleBinding | null
    /** Users beside the administrator. */
    readonly users: ConfigMap | null
    /** Makes the Secret, where the External Secrets Operator does. */
    readonly externalSecret: JsonObject | null
  }
  readonly apiserver: Server
  readonly webserver: Server & { readonly configMap: ConfigMap | null }
  readonly fileserver: Server & {
    readonly claim: PersistentVolumeClaim | null
    readonly persistentVolume: PersistentVolume | null
  }
  readonly asyncdelete: Workload & { readonly deployment: Deployment }
  readonly elasticsearch: Store
  readonly mongodb: Store
  readonly redis: Store
  readonly expose: {
    readonly ingress: Ingress | null
    /** The Ingress for paths whose prefix is taken away, and what does it where an annotation does not. */
    readonly pathsIngress: Ingress | null
    readonly middleware: JsonObject | null
    /** A Gateway of one's own, and what leads its http to https. */
    readonly gateway: JsonObject | null
    readonly redirect: JsonObject | null
    /** The HTTPRoute or Route of each entrance. */
    readonly webserverRoute: JsonObject | null
    readonly apiserverRoute: JsonObject | null
    readonly fileserverRoute: JsonObject | null
    /** What a load balancer reads about an entrance, where it reads a custom resource. */
    readonly webserverBackend: JsonObject | null
    readonly apiserverBackend: JsonObject | null
    readonly fileserverBackend: JsonObject | null
  }
  /** By name. */
  readonly network: { readonly policies: Readonly<Record<string, NetworkPolicy>> }
  readonly retention: {
    readonly serviceAccount: ServiceAccount | null
    readonly configMap: ConfigMap | null
    readonly cronJob: CronJob | null
  }
  readonly agents: {
    /** The programs that agents and glue run beside ClearML's own. */
    readonly programs: ConfigMap | null
    readonly configuration: ConfigMap | null
    readonly cache: PersistentVolumeClaim | null
    readonly static: Worker
    readonly services: Worker
    /** By queue, in the form of a name. */
    readonly glue: Readonly<Record<string, Glue>>
  }
  readonly serving: {
    readonly inference: Serving
    readonly statistics: Serving
    readonly triton: Serving
    /** What operators make: a Kafka, what Prometheus scrapes, what Grafana shows; by name. */
    readonly operators: Readonly<Record<string, JsonObject | null>>
  }
}

/** An installation as plain data, as `notes` and warnings read it. */
export type Evaluated = { readonly config: Config; readonly manifests: ReadonlyArray<JsonObject> }
