from django.shortcuts import render


def saved(request, **ids):
    return render(request, "base.html")


def save(request, **ids):
    return render(request, "base.html")
