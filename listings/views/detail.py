from django.shortcuts import render


def detail(request, **ids):
    return render(request, "base.html")
