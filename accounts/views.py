from django.shortcuts import render


def profile(request, **ids):
    return render(request, "base.html")


def person(request, **ids):
    return render(request, "base.html")
