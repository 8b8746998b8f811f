from django.shortcuts import render


def upload(request, **ids):
    return render(request, "base.html")


def order(request, **ids):
    return render(request, "base.html")


def delete(request, **ids):
    return render(request, "base.html")
