/**
 * Fields that the OpenAPI calls optional and the validation requires, by definition. An empty text, list or map is as good
 * as none. Source: the Required errors of pkg/apis/<group>/validation of k8s.io/kubernetes.
 */
import { get, isArray, isObject, type Json } from '../../json.js'
import { type ObjectCheck, type ObjectChecks, problemAt } from '../rule.js'

const FIELDS: Readonly<Record<string, ReadonlyArray<string>>> = {
  'admissionregistration.v1.MutatingWebhook': ['admissionReviewVersions'],
  'admissionregistration.v1.RuleWithOperations': ['apiGroups', 'apiVersions', 'operations', 'resources'],
  'admissionregistration.v1.ServiceReference': ['name', 'namespace'],
  'admissionregistration.v1.ValidatingWebhook': ['admissionReviewVersions'],
  'apps.v1.DaemonSet': ['spec'],
  'apps.v1.Deployment': ['spec'],
  'apps.v1.ReplicaSet': ['spec'],
  'apps.v1.StatefulSet': ['spec'],
  'autoscaling.v2.HorizontalPodAutoscaler': ['spec'],
  'autoscaling.v2.MetricIdentifier': ['name'],
  'autoscaling.v2.ResourceMetricSource': ['name'],
  'batch.v1.CronJob': ['spec'],
  'batch.v1.Job': ['spec'],
  'batch.v1.JobTemplateSpec': ['spec'],
  'core.v1.ConfigMapEnvSource': ['name'],
  'core.v1.ConfigMapKeySelector': ['name'],
  'core.v1.ConfigMapProjection': ['name'],
  'core.v1.ConfigMapVolumeSource': ['name'],
  'core.v1.EphemeralVolumeSource': ['volumeClaimTemplate'],
  'core.v1.ExecAction': ['command'],
  'core.v1.PersistentVolume': ['spec'],
  'core.v1.PersistentVolumeClaim': ['spec'],
  'core.v1.PersistentVolumeClaimSpec': ['accessModes'],
  'core.v1.PersistentVolumeSpec': ['accessModes'],
  'core.v1.Pod': ['spec'],
  'core.v1.PodTemplateSpec': ['spec'],
  'core.v1.SecretEnvSource': ['name'],
  'core.v1.SecretKeySelector': ['name'],
  'core.v1.SecretProjection': ['name'],
  'core.v1.SecretVolumeSource': ['secretName'],
  'core.v1.Service': ['spec'],
  'networking.v1.Ingress': ['spec'],
  'networking.v1.IngressClass': ['spec'],
  'networking.v1.IngressClassSpec': ['controller'],
  'rbac.v1.AggregationRule': ['clusterRoleSelectors'],
}

const isEmpty = (value: Json | undefined): boolean =>
  value === undefined ||
  value === null ||
  value === '' ||
  (isArray(value) && value.length === 0) ||
  (isObject(value) && Object.keys(value).length === 0)

const needs =
  (fields: ReadonlyArray<string>): ObjectCheck =>
  (object) =>
    fields
      .filter((field) => isEmpty(get(object, field)))
      .flatMap((field) => problemAt([field], { _tag: 'MissingRequired' }))

export const required: ObjectChecks = Object.fromEntries(
  Object.entries(FIELDS).map(([definition, fields]) => [definition, [needs(fields)]]),
)
