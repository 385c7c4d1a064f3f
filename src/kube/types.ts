/**
 * The Kubernetes kinds that an installation is made of, read-only, from the package `kubernetes-types`
 * (generated from Kubernetes' OpenAPI document). Types only: nothing of it is there at run time.
 */
import type { Deployment as K8sDeployment, StatefulSet as K8sStatefulSet } from 'kubernetes-types/apps/v1.js'
import type { HorizontalPodAutoscaler as K8sHorizontalPodAutoscaler } from 'kubernetes-types/autoscaling/v2.js'
import type * as batch from 'kubernetes-types/batch/v1.js'
import type * as core from 'kubernetes-types/core/v1.js'
import type { ObjectMeta as K8sObjectMeta } from 'kubernetes-types/meta/v1.js'
import type * as networking from 'kubernetes-types/networking/v1.js'
import type * as policy from 'kubernetes-types/policy/v1.js'
import type { Role as K8sRole, RoleBinding as K8sRoleBinding } from 'kubernetes-types/rbac/v1.js'

/** The same shape, with every object and list read-only. */
export type Immutable<T> = T extends ReadonlyArray<infer Item>
  ? ReadonlyArray<Immutable<Item>>
  : T extends object
    ? { readonly [K in keyof T]: Immutable<T[K]> }
    : T

export type ObjectMeta = Immutable<K8sObjectMeta>
export type Deployment = Immutable<K8sDeployment>
export type StatefulSet = Immutable<K8sStatefulSet>
export type HorizontalPodAutoscaler = Immutable<K8sHorizontalPodAutoscaler>
export type CronJob = Immutable<batch.CronJob>
export type Ingress = Immutable<networking.Ingress>
export type NetworkPolicy = Immutable<networking.NetworkPolicy>
export type NetworkPolicyEgressRule = Immutable<networking.NetworkPolicyEgressRule>
export type NetworkPolicyIngressRule = Immutable<networking.NetworkPolicyIngressRule>
export type NetworkPolicyPeer = Immutable<networking.NetworkPolicyPeer>
export type NetworkPolicyPort = Immutable<networking.NetworkPolicyPort>
export type Role = Immutable<K8sRole>
export type RoleBinding = Immutable<K8sRoleBinding>
export type Namespace = Immutable<core.Namespace>
export type Service = Immutable<core.Service>
export type ServiceAccount = Immutable<core.ServiceAccount>
export type ConfigMap = Immutable<core.ConfigMap>
export type PersistentVolume = Immutable<core.PersistentVolume>
export type PersistentVolumeSpec = Immutable<core.PersistentVolumeSpec>
export type PersistentVolumeClaim = Immutable<core.PersistentVolumeClaim>
export type PersistentVolumeClaimSpec = Immutable<core.PersistentVolumeClaimSpec>
export type PodDisruptionBudget = Immutable<policy.PodDisruptionBudget>
export type PodTemplate = Immutable<core.PodTemplate>
export type PodTemplateSpec = Immutable<core.PodTemplateSpec>
export type ResourceRequirements = Immutable<core.ResourceRequirements>
export type PodSpec = Immutable<core.PodSpec>
export type Container = Immutable<core.Container>
export type EnvVar = Immutable<core.EnvVar>
export type Volume = Immutable<core.Volume>
export type VolumeMount = Immutable<core.VolumeMount>
export type Toleration = Immutable<core.Toleration>
export type Affinity = Immutable<core.Affinity>
export type TopologySpreadConstraint = Immutable<core.TopologySpreadConstraint>
export type PodSecurityContext = Immutable<core.PodSecurityContext>
export type SecurityContext = Immutable<core.SecurityContext>
export type ServicePort = Immutable<core.ServicePort>
export type VolumeProjection = Immutable<core.VolumeProjection>
