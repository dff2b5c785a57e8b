"""The checks of the Pod Security Standards, as k8s.io/pod-security-admission makes them at the version "latest".

https://github.com/kubernetes/kubernetes/tree/master/staging/src/k8s.io/pod-security-admission/policy
"""
