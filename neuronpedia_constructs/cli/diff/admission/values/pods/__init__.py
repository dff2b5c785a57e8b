"""The rules for pods, and for the templates of workloads.

https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/core/validation/validation.go (ValidatePodSpec)
"""
