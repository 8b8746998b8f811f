from django.shortcuts import render


def new(request, **ids):
    return render(request, "base.html")


def mine(request, **ids):
    return render(request, "base.html")


def edit(request, **ids):
    return render(request, "base.html")


def status(request, **ids):
    return render(request, "base.html")


def delete(request, **ids):
    return render(request, "base.html")
